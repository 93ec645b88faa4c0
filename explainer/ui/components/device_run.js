// Runs on the visitor's device: starts the worker that carries out the plans, and hands its frames to the
// film player as the server's own would come. One worker for the page, so that a network is fetched once.

const STAY = 300; // ms that the page may take to put this back, before the run is stopped

export default function ({ parentElement: root, data, setTriggerValue }) {
  const device = (globalThis.noisewalkDevice ??= { worker: null, id: null, said: null, times: [] });
  const $ = (selector) => root.querySelector(selector);
  const stop = () => device.worker?.postMessage({ id: null });
  const forget = () => { // and whatever the worker still says of it
    stop();
    if (device.worker) device.worker.onmessage = null;
    device.id = device.failed = device.said = null;
  };
  const { words, id } = data;
  $(".device").hidden = !id;
  if (!id) { forget(); return; } // the server does it now
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const n = data.plans.reduce((all, plan) => all + plan.steps.length, 0);

  const tell = (said) => { // what the line under the film says
    device.said = said;
    device.show?.();
  };
  device.show = () => {
    const said = device.said ?? { text: "" };
    $("output").textContent = said.text;
    $("progress").hidden = $(".stop").hidden = !said.running;
    if (said.share === undefined) $("progress").removeAttribute("value"); else $("progress").value = said.share;
    $(".server").hidden = !said.failed || !data.offer;
  };
  const fail = (reason) => { // the next try begins with a new worker
    device.worker?.terminate();
    Object.assign(device, { worker: null, id: null, failed: id });
    tell({ text: filled(words.failed, { reason }), failed: true });
  };

  // ---- to the film player

  const counted = ({ run, counting }) => { // what stands under a track
    const at = device.counts[run], lines = counting && (at.ended ? counting.done : counting.running);
    return (lines ?? []).map((text) => filled(text, { i: at.step, calls: at.calls, seconds: (at.ms / 1000).toFixed(1) }));
  };
  const send = ({ of, frame: frames, kept, result }) => {
    const tracks = data.tracks.map((track, k) => {
      const numbers = counted(track);
      if (track.run !== of) return { ...track, numbers, frames: [], live: device.live[k] };
      const frame = frames?.[track.part], closing = result && track.part === "x_t" ? [{ ...result, ...data.result }] : [];
      device.live[k] = result ? null : frame ?? device.live[k];
      return { ...track, numbers, frames: [...(kept && frame ? [frame] : []), ...closing], live: device.live[k] };
    });
    device.number = (device.number ?? 0) + 1;
    (globalThis.noisewalkFrames ??= []).push({ id, tracks, number: device.number });
    document.dispatchEvent(new Event("noisewalk-frames"));
  };

  const verdict = (psnr) => { // on two pictures that are so far apart
    const [, text] = data.verdicts?.find(([least]) => (psnr ?? Infinity) >= least) ?? [0, ""];
    return filled(text, { psnr: Number.isFinite(psnr) ? psnr.toFixed(1) : "∞" });
  };

  // ---- from the worker

  const heard = ({ data: news }) => {
    if (news.id !== id) return;
    if (news.times) device.times = news.times;
    if (news.of !== undefined) device.counts[news.of] = news;
    const ms = () => Math.round([...device.times].sort((a, b) => a - b)[device.times.length >> 1]);
    if (news.failed) fail(news.failed);
    else if (news.loading !== undefined) tell({ text: news.loading ? words.loading : "", running: true });
    else if (news.stopped !== undefined) tell({ text: filled(words.stopped, { i: news.stopped, n }) });
    else if (news.done) {
      const seconds = (device.times.reduce((a, b) => a + b, 0) / 1000).toFixed(1);
      const calls = device.counts.reduce((all, at) => all + at.calls, 0);
      tell({ text: `${filled(words.done, { n, calls, seconds, ms: ms() })} ${verdict(news.apart)}` });
    } else {
      if (news.frame || news.result) send(news);
      const i = device.times.length;
      tell({ text: filled(words.step, { i, n, ms: ms() }), running: true, share: i / n });
    }
  };

  const start = () => {
    const counts = data.plans.map(() => ({ step: 0, calls: 0, ms: 0 }));
    Object.assign(device, { id, times: [], counts, live: data.tracks.map(() => null), number: 0, failed: null });
    tell({ text: "", running: true });
    try {
      device.worker ??= new Worker(data.sources.worker, { type: "module" });
    } catch (error) { fail(error.message); return; }
    device.worker.onmessage = heard;
    device.worker.onerror = (event) => fail(event.message ?? data.sources.worker);
    device.worker.postMessage({ id, plans: data.plans, sources: data.sources, layout: data.layout });
  };

  clearTimeout(device.leaving);
  $(".stop").textContent = words.stop;
  $(".stop").onclick = stop;
  $(".server").textContent = words.server;
  $(".server").onclick = () => setTriggerValue("server", true);
  if (device.id !== id && device.failed !== id) start();
  else if (device.worker) device.worker.onmessage = heard; // with the words of now
  device.show();
  // the page was left, or is only drawn again
  return () => { device.leaving = setTimeout(forget, STAY); };
}
