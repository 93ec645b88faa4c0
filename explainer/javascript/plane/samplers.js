// The samplers of explainer/core/samplers.py, for points: one step function each, and one walk that all share.

import { halfLogSnr, levelAt } from "./levels.js";

/** @typedef {import("./levels.js").Level} Level */
/** @typedef {import("./ideal.js").Guess} Guess */
/**
 * What a step function may know: levels here and there, x_t, its estimate, the step before, and two services.
 * @typedef {{ here: Level, there: Level, x: Float64Array, guess: Guess, previous: { level: Level, guess: Guess } | null,
 *   noise: () => Float64Array, denoise: (x: Float64Array, t: number) => Guess }} Move
 */
/** @typedef {(m: Move) => Float64Array} StepFunction */
/** A finished step. @typedef {{ i: number, n: number, t: number, tNext: number, x: Float64Array, guess: Guess, calls: number }} Taken */

/** a · x + b · y @type {(a: number, x: Float64Array, b: number, y: Float64Array) => Float64Array} */
const blend = (a, x, b, y) => x.map((value, i) => a * value + b * y[i]);

/** α = ᾱ_t / ᾱ_s @type {(m: Move) => number} */
const alphaOf = ({ here, there }) => here.alphaBar / there.alphaBar;

/** (1 − ᾱ_s) / (1 − ᾱ_t) @type {(m: Move) => number} */
const noiseRatio = ({ here, there }) => (1 - there.alphaBar) / (1 - here.alphaBar);

/** β̃, the variance of q(x_s | x_t, x0) (DDPM, equation 7). @type {(m: Move) => number} */
const posteriorVariance = (m) => noiseRatio(m) * (1 - alphaOf(m));

/**
 * A draw of q(x_s | x_t, x̂0) (DDPM, equations 6-7); without its noise the mean, a famous mistake.
 * @param {Move} m
 * @param {boolean} extraNoise
 */
export function ddpmStep(m, extraNoise = true) {
  const share = (m.there.signal * (1 - alphaOf(m))) / (1 - m.here.alphaBar);
  const mean = blend(share, m.guess.x0, Math.sqrt(alphaOf(m)) * noiseRatio(m), m.x);
  const variance = posteriorVariance(m);
  return extraNoise && variance > 0 ? blend(1, mean, Math.sqrt(variance), m.noise()) : mean;
}

/** x_s = √ᾱ_s·x̂0 + √(1−ᾱ_s)·ε̂ (Song et al. 2020, equation 12, with η = 0). @type {StepFunction} */
export const ddimStep = ({ there, guess }) => blend(there.signal, guess.x0, there.noise, guess.eps);

const HEUN_LARGEST_RATIO = 10; // as in samplers.py: beyond, estimates are averaged instead of slopes

/** Second order in x/√ᾱ against σ (Karras et al. 2022, algorithm 1); 2n − 1 calls. @type {StepFunction} */
export function heunStep({ here, there, guess: { x0, eps }, denoise }) {
  if (there.t === 0) return x0;
  const euler = blend(1, x0, there.sigma, eps);
  const scaled = euler.map((value) => there.signal * value);
  const second = denoise(scaled, there.t);
  const far = here.sigma > HEUN_LARGEST_RATIO * there.sigma;
  const share = far ? (1 - there.sigma / here.sigma) / 2 : (there.sigma - here.sigma) / 2;
  const change = far ? blend(1, second.x0, -1, x0) : blend(1, second.eps, -1, eps);
  return euler.map((value, i) => there.signal * (value + share * change[i]));
}

/** DPM-Solver++(2M) (Lu et al. 2022, algorithm 2), first order at both ends. @type {StepFunction} */
export function dpmpp2mStep({ here, there, x, guess, previous }) {
  if (there.t === 0) return guess.x0;
  const h = halfLogSnr(there) - halfLogSnr(here);
  let { x0 } = guess;
  if (previous) {
    const r = (halfLogSnr(here) - halfLogSnr(previous.level)) / h;
    x0 = blend(1 + 1 / (2 * r), x0, -1 / (2 * r), previous.guess.x0);
  }
  return blend(there.noise / here.noise, x, -there.signal * Math.expm1(-h), x0);
}

/** By the names of samplers.py. @type {Record<string, StepFunction>} */
export const STEPS = { ddpm: ddpmStep, ddim: ddimStep, heun: heunStep, dpmpp_2m: dpmpp2mStep };

/**
 * Follow falling `times` from x, one step for each `next()`; whoever stops asking stops the work.
 * @param {{ step: StepFunction, denoiser: import("./ideal.js").Denoiser, alphaBars: number[], times: number[], noise: () => Float64Array }} run
 * @param {Float64Array} start
 * @returns {Generator<Taken, void, void>}
 */
export function* walk({ step, denoiser, alphaBars, times, noise }, start) {
  const n = times.length - 1;
  let [x, calls] = [start, 0];
  /** @type {Move["previous"]} */
  let previous = null;
  const denoise = (/** @type {Float64Array} */ at, /** @type {number} */ t) => {
    const guess = denoiser(at, t);
    calls += guess.calls ?? 1;
    return guess;
  };
  for (let i = 0; i < n; i += 1) {
    const [here, there] = [levelAt(alphaBars, times[i]), levelAt(alphaBars, times[i + 1])];
    const guess = denoise(x, here.t);
    x = step({ here, there, x, guess, previous, noise, denoise });
    previous = { level: here, guess };
    yield { i: i + 1, n, t: here.t, tNext: there.t, x, guess, calls };
  }
}
