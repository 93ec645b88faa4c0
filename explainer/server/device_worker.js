// Carries out plans beside the page, step by step in turn: calls the network, adds up, draws the frames.
// What the numbers mean stands in explainer/experiments/plan.py; there is no formula here.

import { clipped, concatenated, weightedSum } from "../javascript/arithmetic.js";
import { floats, halves } from "../javascript/decoding.js";
import { corner, montageSize } from "../javascript/montage.js";
import { greyLevels, paintPlanar, psnr } from "../javascript/pixels.js";

const FRAME_MS = 50; // between two frames of steps that the film does not keep
const sessions = new Map(); // one per network
let wanted = null; // the run that shall go on; null for none
let turn = Promise.resolve();

self.onmessage = ({ data }) => {
  wanted = data.id;
  if (!data.plans) return;
  const failed = (error) => postMessage({ id: data.id, failed: String(error?.message ?? error) });
  turn = turn.then(() => run(data)).catch(failed);
};

async function run({ id, plans, sources, layout }) {
  if (wanted !== id) return;
  postMessage({ id, loading: !sessions.has(sources.network) });
  const network = await sessionFor(sources);
  const walks = plans.map(begin);
  const times = [];
  while (walks.some((walk) => !walk.ended)) {
    for (const [of, walk] of walks.entries()) {
      if (walk.ended) continue;
      await breathe();
      if (wanted !== id) {
        postMessage({ id, stopped: times.length });
        return;
      }
      const news = await next(network, walk, times, layout);
      postMessage({ id, of, times, ...news });
    }
  }
  const [one, other] = walks.map(result);
  postMessage({ id, done: true, times, apart: other ? psnr(one, other) : null });
}

// lets a message in
const breathe = () =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = go;
    port2.postMessage(0);
  });

const result = ({ x, plan }) => greyLevels(x, plan.pixels.x_t);

// ---- the network

const here = (address) => new URL(address, self.location.href).href;

async function sessionFor(sources) {
  const { network } = sources;
  if (!sessions.has(network)) sessions.set(network, await fetched(sources));
  return sessions.get(network);
}

async function fetched({ script, program, network }) {
  const ort = await import(here(script));
  ort.env.wasm.wasmPaths = { wasm: here(program) };
  if (!self.crossOriginIsolated) ort.env.wasm.numThreads = 1;
  const answer = await fetch(here(network));
  if (!answer.ok) throw new Error(`${answer.status} ${network}`);
  const session = await ort.InferenceSession.create(new Uint8Array(await answer.arrayBuffer()));
  return { ort, session };
}

// → the outputs of one call, one for each of the step's rows
async function called({ ort, session }, plan, step, x, conditions) {
  const [b, ...picture] = plan.shape;
  const rows = step.rows.length;
  const none = new Float32Array(conditions.length);
  const asked = concatenated(step.rows.map((row) => (row ? conditions : none)));
  const { y } = await session.run({
    x: new ort.Tensor("float32", concatenated(step.rows.map(() => x)), [rows * b, ...picture]),
    k: new ort.Tensor("float32", new Float32Array(rows * b).fill(step.k), [rows * b]),
    c: new ort.Tensor("float32", asked, [rows * b, conditions.length / b]),
  });
  return step.rows.map((_, r) => y.data.subarray(r * x.length, (r + 1) * x.length));
}

// ---- steps

// where a plan begins
function begin(plan) {
  const x = floats(plan.start);
  return {
    plan,
    x,
    past: new Float32Array(x.length), // the previous step's x̂0
    conditions: floats(plan.conditions),
    steps: plan.steps.values(),
    noise: (plan.half ? halves : floats)(plan.noise),
    used: 0, // numbers of the noise
    calls: 0,
    ms: 0,
    shown: 0, // when
    ended: false,
  };
}

// one more step → what the page is told of it
async function next(network, walk, times, layout) {
  const { value: step } = walk.steps.next();
  const spent = walk.ms;
  const before = await move(network, walk, step);
  times.push(walk.ms - spent);
  const due = performance.now() - walk.shown > FRAME_MS;
  if (due) walk.shown = performance.now();
  walk.ended = step.i === walk.plan.steps.length;
  const { plan, calls, ms, ended, x } = walk;
  const news = { calls, ms, step: step.i, ended, kept: step.kept };
  news.frame = due || step.kept ? await frames(plan, layout, step, before) : null;
  const last = ended ? await frames(plan, layout, { t: 0, i: step.i }, { x_t: x }) : null;
  return { ...news, result: last?.x_t ?? null };
}

// → what stood there before the step
async function move(network, walk, step) {
  const began = performance.now();
  const { plan, x, past } = walk;
  const outputs = await called(network, plan, step, x, walk.conditions);
  const x0 = clipped(weightedSum(step.estimate, [x, ...outputs]), plan.limits);
  const eps = weightedSum(step.eps, [x, x0]);
  const z = step.noisy ? nextNoise(walk) : x; // where it does not count, its coefficient is 0
  walk.x = weightedSum(step.move, [x, x0, eps, z, past]);
  walk.past = x0;
  walk.calls += step.rows.length;
  walk.ms += performance.now() - began;
  return { x_t: x, x0, eps };
}

function nextNoise(walk) {
  const from = walk.used;
  walk.used += walk.x.length;
  return walk.noise.subarray(from, walk.used);
}

// ---- pictures

// a frame of each part, by its name
async function frames({ shape, pixels }, layout, { t, i }, parts) {
  const made = Object.entries(parts).map(async ([part, x]) => {
    const src = await drawn(x, shape, pixels[part], layout);
    return [part, { t, step: i, src }];
  });
  return Object.fromEntries(await Promise.all(made));
}

// → a data URL of all pictures of (b, c, h, w) side by side
async function drawn(x, [b, c, h, w], levels, layout) {
  const canvas = new OffscreenCanvas(...montageSize(b, w, h, layout));
  const pen = canvas.getContext("2d");
  pen.fillStyle = layout.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (let n = 0; n < b; n += 1) {
    const picture = new ImageData(w, h);
    paintPlanar(picture.data, x.subarray(n * c * h * w, (n + 1) * c * h * w), levels);
    pen.putImageData(picture, ...corner(n, w, h, layout));
  }
  return new FileReaderSync().readAsDataURL(await canvas.convertToBlob());
}
