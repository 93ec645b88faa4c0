// The power of x_t at each spatial frequency k, F being the Fourier transform. As x_t = √ᾱ·x0 + √(1−ᾱ)·ε,
//
//     |F x_t|² = ᾱ·|F x0|² + (1−ᾱ)·|F ε|² + 2·√(ᾱ(1−ᾱ))·Re(F x0 · conj(F ε))

/**
 * What the parts and the whole have at every frequency.
 * @param {{xx: number[], ee: number[], xe: number[]}} spectrum |F x0|², |F ε|² and Re(F x0 · conj(F ε)) at each k
 * @param {number} alphaBar
 * @returns {{x0: number[], eps: number[], xt: number[]}}
 */
export function powers({ xx, ee, xe }, alphaBar) {
  const cross = Math.sqrt(alphaBar * (1 - alphaBar));
  const x0 = xx.map((power) => alphaBar * power);
  const eps = ee.map((power) => (1 - alphaBar) * power);
  return { x0, eps, xt: xe.map((product, k) => x0[k] + eps[k] + 2 * cross * product) };
}

/**
 * Where a power stands in a plot of two logarithmic axes: [across, up], 0…1, for frequencies from 1 to
 * `last` and powers from 10⁻³ to 10³.
 * @type {(k: number, power: number, last: number) => [number, number]}
 */
export function logPlace(k, power, last) {
  const decades = (Math.log10(Math.max(power, 1e-4)) + 3) / 6;
  return [Math.log(k) / Math.log(last), Math.max(0, Math.min(1, decades))];
}
