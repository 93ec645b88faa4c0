// Carries out a plan beside the page: calls the network, adds up what the plan says, draws the frames.
// What the numbers mean stands in explainer/models/plan.py; there is no formula here.

const FRAME_MS = 50; // between two frames of steps that the film does not keep
const sessions = new Map(); // one per network
let wanted = null; // the run that shall go on; null for none
let turn = Promise.resolve();

self.onmessage = ({ data }) => {
  wanted = data.id;
  if (data.plan) {
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

const run = async ({ id, plan, sources, layout }) => {
  if (wanted !== id) return;
  postMessage({ id, loading: !sessions.has(sources.network) });
  const network = await sessionFor(sources), conditions = floats(plan.conditions);
  const noise = (plan.half ? halves : floats)(plan.noise), [low, high] = plan.limits, n = plan.steps.length;
  const frame = async (step, parts) => Object.fromEntries(await Promise.all(Object.entries(parts).map(
    async ([part, value]) => [part, { t: step.t, step: step.i, src: await drawn(plan.shape, plan.pixels[part], layout, value) }],
  )));
  let x = floats(plan.start), past = new Float32Array(x.length), used = 0, shown = 0;
  const times = [];
  for (const step of plan.steps) {
    await breathe();
    if (wanted !== id) { postMessage({ id, stopped: times.length }); return; }
    const begin = performance.now();
    const outputs = await called(network, plan, step, x, conditions);
    const x0 = sum(step.estimate, [x, ...outputs]).map((value) => Math.min(Math.max(value, low), high));
    const eps = sum(step.eps, [x, x0]);
    const z = step.noisy ? noise.subarray(used, (used += x.length)) : x; // where it does not count, its coefficient is 0
    const next = sum(step.move, [x, x0, eps, z, past]);
    times.push(performance.now() - begin);
    const due = performance.now() - shown > FRAME_MS, before = { x_t: x, x0, eps };
    if (due) shown = performance.now();
    postMessage({ id, step: step.i, times, kept: step.kept, frame: due || step.kept ? await frame(step, before) : null });
    [x, past] = [next, x0];
  }
  const { x_t: result } = await frame({ t: 0, i: n }, { x_t: x });
  postMessage({ id, done: n, times, result });
};
