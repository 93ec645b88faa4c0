// A run on the visitor's device: starts the worker that carries out the plan, and hands its frames to the
// film player as the server's own would come. One worker for the page, so that a network is fetched once.

const STAY = 300; // ms that the page may take to put this back, before the run is stopped

export default function ({ parentElement: root, data, setTriggerValue }) {
  const device = (globalThis.noisewalkDevice ??= { worker: null, id: null, said: null, times: [] });
  const $ = (selector) => root.querySelector(selector);
  const stop = () => device.worker?.postMessage({ id: null });
  const forget = () => { stop(); device.id = device.failed = device.said = null; };
  const { words, id } = data;
  $(".device").hidden = !id;
  if (!id) { forget(); return; } // the server does it now
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const n = data.plan.steps.length;

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

  const send = (frames, kept, live, result) => {
    const tracks = data.tracks.map((track) => {
      const frame = frames?.[track.part], closing = result && track.part === "x_t" ? [{ ...result, ...data.result }] : [];
      return { ...track, frames: [...(kept && frame ? [frame] : []), ...closing], live: live && frame ? frame : null };
    });
    device.number = (device.number ?? 0) + 1;
    (globalThis.noisewalkFrames ??= []).push({ id, tracks, number: device.number });
    document.dispatchEvent(new Event("noisewalk-frames"));
  };

  // ---- from the worker

  const heard = ({ data: news }) => {
    if (news.id !== id) return;
    if (news.times) device.times = news.times;
    const ms = () => Math.round([...device.times].sort((a, b) => a - b)[device.times.length >> 1]);
    if (news.failed) fail(news.failed);
    else if (news.loading !== undefined) tell({ text: news.loading ? words.loading : "", running: true });
    else if (news.stopped !== undefined) tell({ text: filled(words.stopped, { i: news.stopped, n }) });
    else if (news.done) {
      const seconds = (device.times.reduce((a, b) => a + b, 0) / 1000).toFixed(1);
      send(null, false, false, news.result);
      tell({ text: filled(words.done, { n, calls: data.plan.calls, seconds, ms: ms() }) });
    } else {
      if (news.frame) send(news.frame, news.kept, true, null);
      tell({ text: filled(words.step, { i: news.step, n, ms: ms() }), running: true, share: news.step / n });
    }
  };

  const start = () => {
    Object.assign(device, { id, times: [], number: 0, failed: null });
    tell({ text: "", running: true });
    try {
      device.worker ??= new Worker(data.sources.worker, { type: "module" });
    } catch (error) { fail(error.message); return; }
    device.worker.onmessage = heard;
    device.worker.onerror = (event) => fail(event.message ?? data.sources.worker);
    device.worker.postMessage({ id, plan: data.plan, sources: data.sources, layout: data.layout });
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
