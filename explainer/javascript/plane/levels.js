// Noise levels and timesteps, as in explainer/core/schedule.py and samplers.py; ᾱ itself comes from there.

/**
 * One timestep's numbers: x_t = signal · x0 + noise · ε, σ = noise / signal.
 * @typedef {{ t: number, alphaBar: number, signal: number, noise: number, sigma: number }} Level
 */

/**
 * @param {number[]} alphaBars ᾱ_0 … ᾱ_T
 * @param {number} t
 * @returns {Level}
 */
export function levelAt(alphaBars, t) {
  const alphaBar = alphaBars[t];
  const [signal, noise] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
  return { t, alphaBar, signal, noise, sigma: noise / signal };
}

/** λ = ln(√ᾱ / √(1 − ᾱ)), as the DPM-Solver papers count. @type {(level: Level) => number} */
export const halfLogSnr = ({ sigma }) => -Math.log(sigma);

/**
 * n + 1 falling timesteps from T to 0, evenly spaced; halves are rounded upwards.
 * @type {(n: number, T: number) => number[]}
 */
export const timestepsOf = (n, T) =>
  Array.from({ length: n + 1 }, (_, i) => Math.floor((2 * T * (n - i) + n) / (2 * n)));

/**
 * x_t of points x0 and their noise ε. @type {(x0: Float64Array, eps: Float64Array, level: Level) => Float64Array}
 */
export const noisedTo = (x0, eps, { signal, noise }) =>
  x0.map((value, i) => signal * value + noise * eps[i]);
