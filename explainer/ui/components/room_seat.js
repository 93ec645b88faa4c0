// The seat in a room: the tab keeps it over reloads, and waits for news of the room in one long request after another,
// so that whoever only listens costs the server next to nothing.

const KEPT = "noisewalk-room";
const GAP = 300; // ms between two requests: the votes of a class come together, and the page is drawn once for several
const LONGEST_PAUSE = 10_000; // ms after requests that have failed
const PATIENCE = 5_000; // ms in which the page may answer to what it was told
const GONE = 410; // the status of a seat that is none any more
const GONE_VERSION = -1; // older than any of its room's

export default ({ parentElement: root, data, setTriggerValue }) => {
  globalThis.noisewalkRoom ??= new Listener(); // one for all pages and every time they are drawn
  globalThis.noisewalkRoom.update(data, setTriggerValue);
  const status = root.querySelector("[role=status]");
  if (status.textContent !== data.news) status.textContent = data.news; // what is new is read aloud, once
};

class Listener {
  constructor() {
    this.secret = null; // of the seat that is listened from
    this.forgetWhatWasTold();
  }

  update(data, tell) {
    const { visit, number } = this.data ?? {};
    if (data.visit === visit && data.number < number) return; // old news, drawn again
    Object.assign(this, { data, tell });
    if (data.version >= this.answeredBy) this.forgetWhatWasTold();
    if (data.seat) {
      keep(data.seat);
      this.listenFrom(data.seat);
    } else {
      this.secret = null;
      this.request?.abort();
      this.giveBack();
    }
  }

  /** What the server has forgotten, as it does after a reload, it hears from the tab. */
  giveBack() {
    const seat = kept();
    if (!seat) return;
    if (seat.secret === this.data.left) forget();
    else this.say("kept", seat, Number.POSITIVE_INFINITY);
  }

  listenFrom(seat) {
    if (this.secret === seat.secret) {
      this.hear(this.data.version);
      return;
    }
    this.secret = seat.secret;
    this.forgetWhatWasTold();
    this.seen = this.data.version;
    this.request?.abort();
    this.listen(seat);
  }

  async listen({ code, secret }) {
    for (let pause = GAP; this.secret === secret; await rest(pause)) {
      const answer = await this.ask({ code, secret, seen: this.seen });
      if (this.secret !== secret) return;
      if (answer.gone) this.say("changed", GONE_VERSION, 0); // the page finds out why, and has no seat then
      pause = answer.version === undefined ? Math.min(2 * pause, LONGEST_PAUSE) : GAP;
      if (answer.version !== undefined) this.hear(answer.version);
    }
  }

  async ask(question) {
    this.request = new AbortController();
    try {
      const response = await fetch(this.data.address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(question),
        signal: this.request.signal,
      });
      if (response.ok) return await response.json();
      return { gone: response.status === GONE };
    } catch {
      return {}; // no connection: once more, later
    }
  }

  hear(version) {
    this.seen = Math.max(this.seen, version);
    if (this.data.version < this.seen) this.say("changed", this.seen, this.seen);
  }

  /**
   * Tell the page, which has answered once it is drawn with the version `answeredBy` or a later one. Until then, or
   * until it has been silent for long, it is told nothing more: the answer may be another page, which would be emptied
   * by what this one still wants.
   */
  say(what, value, answeredBy) {
    if (performance.now() - this.toldAt < PATIENCE) return;
    Object.assign(this, { toldAt: performance.now(), answeredBy });
    this.tell(what, value);
  }

  forgetWhatWasTold() {
    Object.assign(this, { toldAt: -PATIENCE, answeredBy: Number.POSITIVE_INFINITY });
  }
}

const rest = (ms) => new Promise((done) => setTimeout(done, ms));

function keep(seat) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(seat));
  } catch {
    // a browser that keeps nothing: the seat holds until the page is loaded again
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // nothing was kept
  }
}
