// The seat in a room: the tab keeps it over reloads, and waits for news of the room in one long request after another,
// so that whoever only listens costs the server next to nothing.

const KEPT = "noisewalk-room";
const GAP = 300; // ms between two requests: the votes of a class come together, and the page is drawn once for several
const LONGEST_PAUSE = 10_000; // ms after requests that have failed
const PATIENCE = 5_000; // ms in which the page may answer to what it was told
const GONE = 410; // the status of a seat that is none any more

export default ({ parentElement: root, data, setTriggerValue }) => {
  globalThis.noisewalkRoom ??= new Listener(); // one for all pages and every time they are drawn
  globalThis.noisewalkRoom.update(data, setTriggerValue);
  const status = root.querySelector("[role=status]");
  if (status.textContent !== data.news) status.textContent = data.news; // what is new is read aloud, once
};

class Listener {
  constructor() {
    this.secret = null; // of the seat that is listened from
    this.toldAt = -PATIENCE;
  }

  update(data, tell) {
    const { visit, number } = this.data ?? {};
    if (data.visit === visit && data.number < number) return; // old news, drawn again
    Object.assign(this, { data, tell });
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
    else this.say("kept", seat);
  }

  listenFrom(seat) {
    if (this.secret === seat.secret) {
      this.seen = Math.max(this.seen, this.data.version);
      return;
    }
    this.secret = seat.secret;
    this.seen = this.data.version;
    this.request?.abort();
    this.listen(seat);
  }

  async listen({ code, secret }) {
    for (let pause = GAP; this.secret === secret; await rest(pause)) {
      const answer = await this.ask({ code, secret, seen: this.seen });
      if (this.secret !== secret) return;
      if (answer.gone) this.tell("changed", -1); // the page finds out why, and has no seat then
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
    const isNews = version > this.seen;
    this.seen = Math.max(this.seen, version);
    if (isNews || this.data.version < version) this.say("changed", version, isNews);
  }

  /** Once, and again if the page has not answered after a while: it may have been on its way to another. */
  say(what, value, isNews = false) {
    if (!isNews && performance.now() - this.toldAt < PATIENCE) return;
    this.toldAt = performance.now();
    this.tell(what, value);
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
