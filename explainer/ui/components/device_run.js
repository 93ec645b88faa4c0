// Runs on the visitor's device: starts the worker that carries out the plans, and hands its frames to the
// film player as the server's own would come. One worker for the page, so that a network is fetched once.

import { sum } from "../../javascript/arithmetic.js";
import { tracksAfter } from "../../javascript/device_frames.js";
import { decodingLine, doneLine, stepLine, verdict } from "../../javascript/device_report.js";
import { filled } from "../../javascript/filled.js";

const STAY = 300; // ms that the page may take to put this back, before the run is stopped

export default function ({ parentElement: root, data, setTriggerValue }) {
  globalThis.noisewalkDevice ??= { worker: null, id: null, said: null, times: [] };
  const device = globalThis.noisewalkDevice;
  root.querySelector(".device").hidden = !data.id;
  if (!data.id) {
    forget(device); // the server does it now
    return;
  }
  clearTimeout(device.leaving);
  const run = new DeviceRun(root, data, device);
  run.listen(() => setTriggerValue("server", true));
  run.startOrGoOn();
  run.show();
  return () => {
    // the page was left, or is only drawn again
    device.leaving = setTimeout(() => forget(device), STAY);
  };
}

const stop = (device) => device.worker?.postMessage({ id: null });

// the run, and whatever the worker still says of it
function forget(device) {
  stop(device);
  if (device.worker) device.worker.onmessage = null;
  device.id = device.givenUp = device.said = null;
}

class DeviceRun {
  constructor(root, data, device) {
    Object.assign(this, { data, device });
    this.$ = (selector) => root.querySelector(selector);
    this.n = sum(data.plans.map((plan) => plan.steps.length));
    device.show = () => this.show(); // of whoever stands in the page now
  }

  listen(toServer) {
    const { words } = this.data;
    this.$(".stop").textContent = words.stop;
    this.$(".stop").onclick = () => this.stop();
    this.$(".server").textContent = words.server;
    this.$(".server").onclick = toServer;
  }

  startOrGoOn() {
    const { device, data } = this;
    if (device.id !== data.id && device.givenUp !== data.id) this.start();
    else if (device.worker) this.hear(); // with the words of now
  }

  start() {
    const { device, data } = this;
    const { id, plans, sources, layout } = data;
    const counts = plans.map(() => ({ step: 0, calls: 0, ms: 0, decoding: 0 }));
    const live = data.tracks.map(() => null);
    Object.assign(device, { id, times: [], counts, live, number: 0, givenUp: null });
    this.tell({ text: "", running: true });
    try {
      device.worker ??= new Worker(sources.worker, { type: "module" });
    } catch (error) {
      this.fail(error.message);
      return;
    }
    this.hear();
    device.worker.onerror = (event) => this.fail(event.message ?? sources.worker);
    device.worker.postMessage({ id, plans, sources, layout });
  }

  // until its first step is made, a worker that fetches a network does not look whether it is to stop
  stop() {
    if (this.device.times.length) {
      stop(this.device);
      return;
    }
    this.giveUp();
    this.answer({ stopped: 0 });
  }

  fail(reason) {
    this.giveUp();
    this.tell({ text: filled(this.data.words.failed, { reason }), failed: true });
  }

  // this run begins no more, however often it is drawn; the next one begins with a new worker
  giveUp() {
    const { device, data } = this;
    device.worker?.terminate();
    Object.assign(device, { worker: null, id: null, givenUp: data.id });
  }

  // ---- the line under the film

  tell(said) {
    this.device.said = said;
    this.device.show?.();
  }

  show() {
    const { text, running, share, failed } = this.device.said ?? { text: "" };
    const progress = this.$("progress");
    this.$("output").textContent = text;
    const isStep = share !== undefined;
    if (!isStep && this.$(".heard").textContent !== text) this.$(".heard").textContent = text;
    progress.hidden = this.$(".stop").hidden = !running;
    if (share === undefined) progress.removeAttribute("value");
    else progress.value = share;
    this.$(".server").hidden = !failed || !this.data.offer;
  }

  // ---- from the worker

  hear() {
    this.device.worker.onmessage = ({ data: news }) => {
      if (news.id !== this.data.id) return;
      if (news.times) this.device.times = news.times;
      if (news.of !== undefined) this.device.counts[news.of] = news;
      this.answer(news);
    };
  }

  answer(news) {
    const { words } = this.data;
    if (news.failed) this.fail(news.failed);
    else if (news.loading !== undefined) {
      this.tell({ text: news.loading ? words.loading : "", running: true });
    } else if (news.stopped !== undefined) {
      this.send({ of: null }, 1);
      this.tell({ text: filled(words.stopped, { i: news.stopped, n: this.n }) });
    } else if (news.done) this.end(news);
    else this.goOn(news);
  }

  goOn(news) {
    const { device, data, n } = this;
    if (news.frame || news.result) this.send(news);
    const text = stepLine(device.times, n, data.words.step);
    this.tell({ text, running: true, share: device.times.length / n });
  }

  end(news) {
    const { device, data, n } = this;
    const { words, verdicts, language } = data;
    const done = doneLine(device.times, n, device.counts, words.done, language);
    const decoding = decodingLine(device.counts, words.decoding, language);
    const apart = verdict(news.apart, verdicts, language);
    this.tell({ text: [done, decoding, apart].filter(Boolean).join(" ") });
  }

  // to the film player, whose slider ends here once no more is to come
  send(news, share = this.device.times.length / this.n) {
    const { device, data } = this;
    const { tracks, live } = tracksAfter(news, data, device);
    device.live = live;
    device.number = (device.number ?? 0) + 1;
    globalThis.noisewalkFrames ??= [];
    globalThis.noisewalkFrames.push({ id: data.id, tracks, share, number: device.number });
    document.dispatchEvent(new Event("noisewalk-frames"));
  }
}
