// Carries out plans beside the page, step by step in turn: calls the network, adds up, draws the frames.
// What the numbers mean stands in explainer/experiments/plan.py; there is no formula here.

import { clipped, concatenated, weightedSum } from "../javascript/arithmetic.js";
import { floats, halves } from "../javascript/decoding.js";
import { channelMaps, decodable } from "../javascript/latents.js";
import { corner, montageSize } from "../javascript/montage.js";
import { outlinesApart } from "../javascript/outlines.js";
import { greyLevels, paintPlanar, psnr } from "../javascript/pixels.js";

const FRAME_MS = 50; // between two frames of steps that the film does not keep
const sessions = new Map(); // one per file
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
  const files = await opened(sources);
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
      const news = await next(files, walk, times, layout);
      postMessage({ id, of, times, ...news });
    }
  }
  postMessage({ id, done: true, times, apart: walks.length > 1 ? apart(walks) : null });
}

// how close the first two results are in dB, and how far apart their outlines
function apart(walks) {
  const [one, other] = walks.map(result);
  const { shape, latents } = walks[0].plan;
  const [height, width] = (latents?.picture ?? shape).slice(-2);
  return { psnr: psnr(one, other), outlines: outlinesApart(one, other, height, width) };
}

// lets a message in
const breathe = () =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = go;
    port2.postMessage(0);
  });

const result = ({ pictures, plan }) => greyLevels(pictures, plan.pixels.x_t);

// ---- the network, and the decoder of one in latents

const here = (address) => new URL(address, self.location.href).href;

// the runtime and what it runs
async function opened({ script, program, network, decoder }) {
  const ort = await import(here(script));
  ort.env.wasm.wasmPaths = { wasm: here(program) };
  if (!self.crossOriginIsolated) ort.env.wasm.numThreads = 1;
  const files = { ort, network: await sessionOf(ort, network) };
  return decoder ? { ...files, decoder: await sessionOf(ort, decoder) } : files;
}

async function sessionOf(ort, file) {
  if (!sessions.has(file)) {
    const answer = await fetch(here(file));
    if (!answer.ok) throw new Error(`${answer.status} ${file}`);
    const content = new Uint8Array(await answer.arrayBuffer());
    sessions.set(file, await ort.InferenceSession.create(content));
  }
  return sessions.get(file);
}

// → the outputs of one call, one for each of the step's rows
async function called({ ort, network }, plan, step, x, conditions) {
  const [b, ...picture] = plan.shape;
  const rows = step.rows.length;
  const none = new Float32Array(conditions.length);
  const asked = concatenated(step.rows.map((row) => (row ? conditions : none)));
  const { y } = await network.run({
    x: new ort.Tensor("float32", concatenated(step.rows.map(() => x)), [rows * b, ...picture]),
    k: new ort.Tensor("float32", new Float32Array(rows * b).fill(step.k), [rows * b]),
    c: new ort.Tensor("float32", asked, [rows * b, conditions.length / b]),
  });
  return shared(y.data, rows);
}

// several x, (b, z, h, w) each → their pictures, by one call
async function decoded({ ort, decoder }, { shape, latents }, xs) {
  const [b, ...one] = shape;
  const rows = xs.length * b;
  const x = decodable(concatenated(xs), rows, latents);
  const { y } = await decoder.run({ x: new ort.Tensor("float32", x, [rows, ...one]) });
  return shared(y.data, xs.length);
}

// an array in so many equal parts
function shared(array, parts) {
  const n = array.length / parts;
  return Array.from({ length: parts }, (_, i) => array.subarray(i * n, (i + 1) * n));
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
    ms: 0, // of all steps
    decoding: 0, // ms, besides
    shown: 0, // when
    ended: false,
  };
}

// one more step → what the page is told of it
async function next(files, walk, times, layout) {
  const { value: step } = walk.steps.next();
  const spent = walk.ms;
  const before = await move(files, walk, step);
  times.push(walk.ms - spent);
  walk.ended = step.i === walk.plan.steps.length;
  const frame = isDue(walk, step) ? await frames(files, walk, layout, step, before) : null;
  const last = walk.ended ? await ending(files, walk, layout, step) : null;
  const { calls, ms, decoding, ended } = walk;
  const news = { calls, ms: ms + decoding, decoding, ended, frame, result: last };
  return { ...news, step: step.i, kept: step.kept };
}

// whether a step is drawn; to decode one costs as much as a step, so of latents only those that the film keeps
function isDue(walk, { kept }) {
  const due = performance.now() - walk.shown > FRAME_MS;
  if (due) walk.shown = performance.now();
  return kept || (due && !walk.plan.latents);
}

// → the frame of the finished pictures
async function ending(files, walk, layout, { i }) {
  const { x_t } = await pictured(files, walk, { x_t: walk.x });
  walk.pictures = x_t;
  const { plan } = walk;
  return { t: 0, step: i, src: await drawn(x_t, plan, plan.pixels.x_t, layout) };
}

// → what stood there before the step
async function move(files, walk, step) {
  const began = performance.now();
  const { plan, x, past } = walk;
  const outputs = await called(files, plan, step, x, walk.conditions);
  const estimate = weightedSum(step.estimate, [x, ...outputs]);
  const x0 = plan.limits ? clipped(estimate, plan.limits) : estimate;
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

// a frame of each part that is shown, by its name
async function frames(files, walk, layout, { t, i }, before) {
  const { plan } = walk;
  const shown = Object.entries(before).filter(([part]) => layout.parts.includes(part));
  const pictures = await pictured(files, walk, Object.fromEntries(shown));
  const made = Object.entries(pictures).map(async ([part, x]) => {
    const src = await drawn(x, plan, plan.pixels[part], layout);
    return [part, { t, step: i, src }];
  });
  return Object.fromEntries(await Promise.all(made));
}

// the parts of a frame as pictures, (b, c, h, w) each. Latents are decoded, but for noise, which is no latent of
// any picture: its channels are shown
async function pictured(files, walk, parts) {
  const { plan } = walk;
  if (!plan.latents) return parts;
  const began = performance.now();
  const { eps, ...others } = parts;
  const made = await decoded(files, plan, Object.values(others));
  const pictures = Object.fromEntries(Object.keys(others).map((part, k) => [part, made[k]]));
  walk.decoding += performance.now() - began;
  return eps ? { ...pictures, eps: maps(eps, plan) } : pictures;
}

function maps(x, { shape: [b, , ...size], latents }) {
  return concatenated(shared(x, b).map((one) => channelMaps(one, size, latents)));
}

// → a data URL of all pictures of (b, c, h, w) side by side
async function drawn(x, { shape, latents }, levels, layout) {
  const b = shape[0];
  const [h, w] = (latents?.picture ?? shape).slice(-2);
  const canvas = new OffscreenCanvas(...montageSize(b, w, h, layout));
  const pen = canvas.getContext("2d");
  pen.fillStyle = layout.ground;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  for (const [n, values] of shared(x, b).entries()) {
    const picture = new ImageData(w, h);
    paintPlanar(picture.data, values, levels);
    pen.putImageData(picture, ...corner(n, w, h, layout));
  }
  return new FileReaderSync().readAsDataURL(await canvas.convertToBlob());
}
