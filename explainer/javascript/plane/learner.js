// A network that learns the field of some points: a picture of training in small. It predicts v = √ᾱ·ε − √(1−ᾱ)·x0,
// as the networks of this project do (predict in explainer/core/denoiser.py), at t drawn evenly from 1 … T.

import { normals, uniformFrom } from "./chance.js";
import { EVERY, idealDenoiser } from "./ideal.js";
import { Adam, arraysOf, backward, forward, newLayers } from "./layers.js";
import { levelAt } from "./levels.js";

/** @typedef {import("./ideal.js").Points} Points */
/** @typedef {import("./levels.js").Level} Level */
/** Noisy points to learn from, and what is to be said of them. @typedef {{ x: Float64Array, t: number[], toward: number[], v: Float64Array }} Batch */

const BATCH = 128;
const WIDTH = 48; // of both hidden layers
const RATE = 0.01;
const NO_CLASS = 0.2; // so often the class is kept back: what guidance needs
const WAVES = [1, 2, 4]; // a place is told as waves of these frequencies, too
const SMOOTHEST = 0.995; // share of the weights' running mean that an update keeps
const FEATURES = 2 + 4 * WAVES.length + 5 + 2;

/**
 * What the network is told of a place: x and y, waves over them, the noise level, the class.
 * @param {[number, number]} place
 * @param {Level} level
 * @param {number} toward
 * @returns {number[]}
 */
function featuresOf(place, { signal, noise, sigma }, toward) {
  const waves = place.flatMap((at) => WAVES.flatMap((f) => [Math.sin(f * at), Math.cos(f * at)]));
  const strength = -Math.log(Math.max(sigma, 1e-3)) / 3; // λ, on about −1 … 2
  const level = [signal, noise, strength, Math.sin(2 * strength), Math.cos(2 * strength)];
  return [...place, ...waves, ...level, Number(toward === 0), Number(toward === 1)];
}

/**
 * Draw a batch: points, a t for each, noise, and now and then no class.
 * @param {Points} points
 * @param {number[]} alphaBars
 * @param {() => number} uniform
 * @param {number} size
 * @returns {Batch}
 */
export function drawBatch({ xy, classes }, alphaBars, uniform, size) {
  const T = alphaBars.length - 1;
  const eps = normals(2 * size, uniform);
  const [x, v] = [new Float64Array(2 * size), new Float64Array(2 * size)];
  const t = Array.from({ length: size }, () => 1 + Math.floor(uniform() * T));
  const which = t.map(() => Math.floor((uniform() * xy.length) / 2));
  const toward = which.map((i) => (uniform() < NO_CLASS ? EVERY : classes[i]));
  for (let at = 0; at < 2 * size; at += 1) {
    const { signal, noise } = levelAt(alphaBars, t[at >> 1]);
    const x0 = xy[2 * which[at >> 1] + (at & 1)];
    x[at] = signal * x0 + noise * eps[at];
    v[at] = signal * eps[at] - noise * x0;
  }
  return { x, t, toward, v };
}

/** Mean square of a difference. @type {(a: Float64Array, b: Float64Array) => number} */
export const meanSquare = (a, b) =>
  a.reduce((total, value, i) => total + (value - b[i]) ** 2, 0) / a.length;

/** The network, its optimizer, and the running mean of its weights, which is what answers. */
export class Learner {
  /**
   * @param {Points} points
   * @param {number[]} alphaBars
   * @param {number} seed
   */
  constructor(points, alphaBars, seed) {
    this.points = points;
    this.alphaBars = alphaBars;
    this.uniform = uniformFrom(seed, 7);
    this.layers = newLayers([FEATURES, WIDTH, WIDTH, 2], this.uniform);
    this.smooth = this.layers.map((layer) => ({
      ...layer,
      w: layer.w.slice(),
      b: layer.b.slice(),
    }));
    this.adam = new Adam(arraysOf(this.layers));
  }

  get updates() {
    return this.adam.updates;
  }

  /** One update of all weights; the loss before it, as mean square of v. */
  update() {
    const { x, t, toward, v } = drawBatch(this.points, this.alphaBars, this.uniform, BATCH);
    const { output, passed } = forward(this.layers, this.told(x, t, toward));
    const slope = output.map((value, i) => (2 * (value - v[i])) / v.length);
    this.adam.update(arraysOf(backward(this.layers, passed, slope)), RATE);
    this.keepMean();
    return meanSquare(output, v);
  }

  keepMean() {
    const kept = Math.min(SMOOTHEST, this.updates / (this.updates + 10));
    const weights = arraysOf(this.layers);
    for (const [k, mean] of arraysOf(this.smooth).entries()) {
      for (let i = 0; i < mean.length; i += 1) mean[i] += (1 - kept) * (weights[k][i] - mean[i]);
    }
  }

  /** @type {(x: Float64Array, t: number[], toward: number[]) => Float64Array} */
  told(x, t, toward) {
    const all = new Float64Array(t.length * FEATURES);
    for (let n = 0; n < t.length; n += 1) {
      const level = levelAt(this.alphaBars, t[n]);
      all.set(featuresOf([x[2 * n], x[2 * n + 1]], level, toward[n]), n * FEATURES);
    }
    return all;
  }

  /** @type {import("./ideal.js").Denoiser} */
  denoise = (x, t, toward = EVERY) => {
    const { signal, noise } = levelAt(this.alphaBars, t);
    const count = x.length / 2;
    const told = this.told(x, new Array(count).fill(t), new Array(count).fill(toward));
    const v = forward(this.smooth, told).output;
    const x0 = x.map((value, i) => signal * value - noise * v[i]);
    return { x0, eps: x.map((value, i) => signal * v[i] + noise * value), calls: 1 };
  };
}

/**
 * The least loss there is: that of the exact field, on so many draws.
 * @param {Points} points
 * @param {number[]} alphaBars
 * @param {number} seed
 * @param {number} draws
 */
export function leastLoss(points, alphaBars, seed, draws = 2000) {
  const { x, t, toward, v } = drawBatch(points, alphaBars, uniformFrom(seed, 8), draws);
  const exact = idealDenoiser(points, alphaBars);
  const said = t.flatMap((at, n) => {
    const { signal, noise } = levelAt(alphaBars, at);
    const { x0, eps } = exact(x.subarray(2 * n, 2 * n + 2), at, toward[n]);
    return [0, 1].map((k) => signal * eps[k] - noise * x0[k]);
  });
  return meanSquare(Float64Array.from(said), v);
}

/**
 * How far a denoiser's ε̂ is from another's at these places, as a share of that one's length.
 * @param {import("./ideal.js").Guess} guess
 * @param {import("./ideal.js").Guess} exact
 */
export const differenceOf = (guess, exact) =>
  Math.sqrt(
    meanSquare(guess.eps, exact.eps) / meanSquare(exact.eps, new Float64Array(exact.eps.length)),
  );
