// The exact field of finitely many points: what a network of unlimited size would learn from them.
//
//     x̂0(x_t) = Σ w_i · x0_i,    w = softmax(−|x_t − √ᾱ·x0_i|² / 2(1 − ᾱ)),    ε̂ = (x_t − √ᾱ·x̂0) / √(1 − ᾱ)
//
// See Karras et al. 2022, arXiv:2206.00364, appendix B.3; in Python: IdealDenoiser in explainer/core/denoiser.py.

import { levelAt } from "./levels.js";

/** Points x, y, x, y, … of classes 0 and 1. @typedef {{ xy: Float64Array, classes: ArrayLike<number> }} Points */
/** The same estimate in two forms, for places x, y, x, y, … @typedef {{ x0: Float64Array, eps: Float64Array, calls?: number }} Guess */
/** For places, a timestep from 1 on, and a class, or EVERY. @typedef {(x: Float64Array, t: number, toward?: number) => Guess} Denoiser */

export const EVERY = -1; // no class: all points count

/**
 * How much each point counts for a noisy place: p(x0_i | x_t), together 1.
 * @param {Points} points
 * @param {[number, number]} place
 * @param {import("./levels.js").Level} level
 * @param {number} toward a class, or EVERY
 * @param {Float64Array} weights is filled, and returned
 */
export function weigh({ xy, classes }, [x, y], { signal, noise }, toward, weights) {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < weights.length; i += 1) {
    const right = x - signal * xy[2 * i];
    const up = y - signal * xy[2 * i + 1];
    const counts = toward === EVERY || classes[i] === toward;
    weights[i] = counts ? right * right + up * up : Number.POSITIVE_INFINITY;
    if (weights[i] < nearest) nearest = weights[i];
  }
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) {
    weights[i] = Math.exp((nearest - weights[i]) / (2 * noise * noise));
    total += weights[i];
  }
  for (let i = 0; i < weights.length; i += 1) weights[i] /= total;
  return weights;
}

/**
 * @param {Points} points
 * @param {number[]} alphaBars
 * @returns {Denoiser}
 */
export function idealDenoiser(points, alphaBars) {
  const weights = new Float64Array(points.xy.length / 2);
  return (x, t, toward = EVERY) => {
    const level = levelAt(alphaBars, t);
    const x0 = new Float64Array(x.length);
    for (let at = 0; at < x.length; at += 2) {
      weigh(points, [x[at], x[at + 1]], level, toward, weights);
      for (let i = 0; i < weights.length; i += 1) {
        x0[at] += weights[i] * points.xy[2 * i];
        x0[at + 1] += weights[i] * points.xy[2 * i + 1];
      }
    }
    return { x0, eps: x.map((value, i) => (value - level.signal * x0[i]) / level.noise), calls: 1 };
  };
}

/**
 * How many points such weights mix: exp of their entropy, 1 where one has it all, n where n share it evenly.
 * @type {(weights: Float64Array) => number}
 */
export function mixedBy(weights) {
  let entropy = 0;
  for (const weight of weights) if (weight > 0) entropy -= weight * Math.log(weight);
  return Math.exp(entropy);
}
