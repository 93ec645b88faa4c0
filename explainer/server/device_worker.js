// Carries out plans beside the page, step by step in turn: calls the network, adds up, draws the frames.
// What the numbers mean stands in explainer/experiments/plan.py; there is no formula here.

const FRAME_MS = 50; // between two frames of steps that the film does not keep
const sessions = new Map(); // one per network
let wanted = null; // the run that shall go on; null for none
let turn = Promise.resolve();

self.onmessage = ({ data }) => {
  wanted = data.id;
  if (data.plans) {
    turn = turn.then(() => run(data)).catch((error) => postMessage({ id: data.id, failed: String(error?.message ?? error) }));
  }
};

const here = (address) => new URL(address, self.location.href).href;

const sessionFor = async ({ script, program, network }) => {
  if (!sessions.has(network)) {
    const ort = await import(here(script));
    ort.env.wasm.wasmPaths = { wasm: here(program) };
    if (!self.crossOriginIsolated) ort.env.wasm.numThreads = 1;
    const answer = await fetch(here(network));
    if (!answer.ok) throw new Error(`${answer.status} ${network}`);
    const session = await ort.InferenceSession.create(new Uint8Array(await answer.arrayBuffer()));
    sessions.set(network, { ort, session });
  }
  return sessions.get(network);
};

// ---- numbers

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
const floats = (text) => new Float32Array(bytes(text));
const half = (bits) => { // IEEE 754 binary16, without infinities
  const exponent = (bits >> 10) & 31, fraction = bits & 1023;
  return (bits & 0x8000 ? -1 : 1) * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
};
const halves = (text) => Float32Array.from(new Uint16Array(bytes(text)), half);
const sum = (coefficients, values) => {
  const total = new Float32Array(values[0].length);
  for (let i = 0; i < total.length; i += 1) {
    let at = 0;
    for (let k = 0; k < coefficients.length; k += 1) if (coefficients[k]) at += coefficients[k] * values[k][i];
    total[i] = at;
  }
  return total;
};
const one_after_another = (arrays) => {
  const all = new Float32Array(arrays.reduce((n, array) => n + array.length, 0));
  let at = 0;
  for (const array of arrays) { all.set(array, at); at += array.length; }
  return all;
};

// ---- pictures

const drawn = async ([b, c, h, w], [gain, offset], { columns, gap, ground }, x) => { // → a data URL of all b side by side
  const rows = Math.ceil(b / columns);
  const canvas = new OffscreenCanvas(columns * (w + gap) - gap, rows * (h + gap) - gap), pen = canvas.getContext("2d");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (let n = 0; n < b; n += 1) {
    const picture = new ImageData(w, h), { data } = picture;
    for (let i = 0; i < h * w; i += 1) {
      // the array rounds and clips
      for (let k = 0; k < 3; k += 1) data[4 * i + k] = gain * x[(n * c + Math.min(k, c - 1)) * h * w + i] + offset;
      data[4 * i + 3] = 255;
    }
    pen.putImageData(picture, (n % columns) * (w + gap), Math.floor(n / columns) * (h + gap));
  }
  return new FileReaderSync().readAsDataURL(await canvas.convertToBlob());
};

// ---- the run

const breathe = () => new Promise((go) => { // lets a message in
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = go;
  port2.postMessage(0);
});

const called = async ({ ort, session }, plan, step, x, conditions) => { // → the outputs of one network call
  const [b, ...picture] = plan.shape, rows = step.rows.length;
  const repeated = one_after_another(step.rows.map(() => x));
  const asked = one_after_another(step.rows.map((row) => (row ? conditions : new Float32Array(conditions.length))));
  const { y } = await session.run({
    x: new ort.Tensor("float32", repeated, [rows * b, ...picture]),
    k: new ort.Tensor("float32", new Float32Array(rows * b).fill(step.k), [rows * b]),
    c: new ort.Tensor("float32", asked, [rows * b, conditions.length / b]),
  });
  return step.rows.map((_, r) => y.data.subarray(r * x.length, (r + 1) * x.length));
};

const walk = (plan) => { // where a plan stands
  const x = floats(plan.start);
  return {
    plan, x, past: new Float32Array(x.length), conditions: floats(plan.conditions), steps: plan.steps.values(),
    noise: (plan.half ? halves : floats)(plan.noise), used: 0, calls: 0, ms: 0, shown: 0, ended: false,
  };
};

const move = async (network, w, step) => { // one step; → what stood there before it
  const begin = performance.now(), { plan, x } = w, [low, high] = plan.limits;
  const outputs = await called(network, plan, step, x, w.conditions);
  const x0 = sum(step.estimate, [x, ...outputs]).map((value) => Math.min(Math.max(value, low), high));
  const eps = sum(step.eps, [x, x0]);
  const z = step.noisy ? w.noise.subarray(w.used, (w.used += x.length)) : x; // where it does not count, its coefficient is 0
  [w.x, w.past] = [sum(step.move, [x, x0, eps, z, w.past]), x0];
  w.calls += step.rows.length;
  w.ms += performance.now() - begin;
  return { x_t: x, x0, eps };
};

const frame = async ({ shape, pixels }, layout, { t, i }, parts) => Object.fromEntries(await Promise.all(Object.entries(parts).map(
  async ([part, value]) => [part, { t, step: i, src: await drawn(shape, pixels[part], layout, value) }],
)));

const grey = ({ x, plan: { pixels: { x_t: [gain, offset] } } }) => Uint8ClampedArray.from(x, (value) => gain * value + offset);
const apart = ([a, b]) => { // peak signal-to-noise ratio of two pictures, dB
  const [one, other] = [grey(a), grey(b)];
  return -10 * Math.log10(one.reduce((total, level, i) => total + ((level - other[i]) / 255) ** 2, 0) / one.length);
};

const run = async ({ id, plans, sources, layout }) => {
  if (wanted !== id) return;
  postMessage({ id, loading: !sessions.has(sources.network) });
  const network = await sessionFor(sources), walks = plans.map(walk), times = [];
  while (walks.some((w) => !w.ended)) {
    for (const [of, w] of walks.entries()) {
      if (w.ended) continue;
      await breathe();
      if (wanted !== id) { postMessage({ id, stopped: times.length }); return; }
      const { value: step } = w.steps.next(), spent = w.ms, before = await move(network, w, step);
      times.push(w.ms - spent);
      const due = performance.now() - w.shown > FRAME_MS;
      if (due) w.shown = performance.now();
      w.ended = step.i === w.plan.steps.length;
      const news = { id, of, times, calls: w.calls, ms: w.ms, step: step.i, ended: w.ended };
      const seen = due || step.kept ? await frame(w.plan, layout, step, before) : null;
      const result = w.ended ? (await frame(w.plan, layout, { t: 0, i: step.i }, { x_t: w.x })).x_t : null;
      postMessage({ ...news, kept: step.kept, frame: seen, result });
    }
  }
  postMessage({ id, done: true, times, apart: walks.length > 1 ? apart(walks) : null });
};
