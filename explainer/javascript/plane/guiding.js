// Classifier-free guidance: ε = ε_u + w · (ε_c − ε_u), as Guided and guide in explainer/core/denoiser.py.

import { EVERY } from "./ideal.js";

/** From a to b, exact at both ends. @type {(a: Float64Array, b: Float64Array, w: number) => Float64Array} */
export const lerp = (a, b, w) =>
  w < 0.5
    ? a.map((value, i) => value + w * (b[i] - value))
    : b.map((value, i) => value - (1 - w) * (value - a[i]));

/**
 * A denoiser that is pushed towards a class: w = 0 is unconditional, 1 conditional, above 1 guided.
 * The half that w makes idle is not computed.
 * @param {import("./ideal.js").Denoiser} denoiser
 * @param {number} w
 * @param {number} toward a class; EVERY for no guidance
 * @returns {import("./ideal.js").Denoiser}
 */
export function guided(denoiser, w, toward) {
  if (toward === EVERY || w === 0) return (x, t) => denoiser(x, t, EVERY);
  if (w === 1) return (x, t) => denoiser(x, t, toward);
  return (x, t) => {
    const [u, c] = [denoiser(x, t, EVERY), denoiser(x, t, toward)];
    return { x0: lerp(u.x0, c.x0, w), eps: lerp(u.eps, c.eps, w), calls: 2 };
  };
}
