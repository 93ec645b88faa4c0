// The forward process q(x_t | x_0), DDPM (Ho et al. 2020), equation 4:
//
//     x_t = √ᾱ_t · x_0 + √(1 − ᾱ_t) · ε,    ε ~ N(0, 1)
//
// ᾱ_t falls from 1 at t = 0, the picture, to almost 0 at t = T, where nothing but noise is left.

/** √ᾱ and √(1 − ᾱ): their squares add up to 1. @type {(alphaBar: number) => [number, number]} */
export const coefficients = (alphaBar) => [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];

/**
 * x_t, as a function of the place in the arrays x0 and ε.
 * @type {(x0: Float32Array, eps: Float32Array, alphaBar: number) => (i: number) => number}
 */
export function mix(x0, eps, alphaBar) {
  const [signal, noise] = coefficients(alphaBar);
  return (i) => signal * x0[i] + noise * eps[i];
}

/** The signal-to-noise ratio ᾱ / (1 − ᾱ) in dB. @type {(alphaBar: number) => number} */
export const snr = (alphaBar) => 10 * Math.log10(alphaBar / (1 - alphaBar));

/**
 * The t at which a schedule has as much noise as ᾱ says, or comes nearest to it.
 * @param {number[]} alphaBars ᾱ_0 … ᾱ_T of the schedule, falling
 * @param {number} alphaBar
 * @returns {number}
 */
export function timeOfNoise(alphaBars, alphaBar) {
  let low = 0;
  let high = alphaBars.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (alphaBars[middle] >= alphaBar) low = middle;
    else high = middle;
  }
  return alphaBars[low] - alphaBar <= alphaBar - alphaBars[high] ? low : high;
}
