// Power over rings of frequency, at the picture's own contrast: of x_t / √ᾱ = x_0 + √((1 − ᾱ) / ᾱ) · ε.
// The picture's stands still; the noise, equally strong on every ring, rises over it as t grows.

/** The power of the noise, (1 − ᾱ) / ᾱ. @type {(alphaBar: number) => number} */
export const noiseLevel = (alphaBar) => (1 - alphaBar) / alphaBar;

/**
 * Of x_t / √ᾱ, on every ring: it follows from the picture's, the noise's, and what both have in common.
 * @type {(spectra: {picture: number[], noise: number[], cross: number[]}, alphaBar: number) => number[]}
 */
export function mixturePower({ picture, noise, cross }, alphaBar) {
  const level = noiseLevel(alphaBar);
  return picture.map((power, k) => power + level * noise[k] + 2 * Math.sqrt(level) * cross[k]);
}

/**
 * Which rings of a picture are at least as strong as the noise; ring 0, its mean, always counts.
 * @type {(picture: number[], alphaBar: number) => boolean[]}
 */
export const standing = (picture, alphaBar) =>
  picture.map((power, k) => k === 0 || power >= noiseLevel(alphaBar));

/** The coarsest ring that does not stand; as many as there are if all do. @type {(kept: boolean[]) => number} */
export function firstCovered(kept) {
  const found = kept.indexOf(false);
  return found < 0 ? kept.length : found;
}

/** Which share of all waves lies on the rings that are kept. @type {(kept: boolean[], sizes: number[]) => number} */
export function shareOfWaves(kept, sizes) {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.reduce((sum, size, k) => sum + (kept[k] ? size : 0), 0) / all;
}

/** The place of the number that is nearest to another. @type {(numbers: number[], wanted: number) => number} */
export function nearestOf(numbers, wanted) {
  const off = numbers.map((number) => Math.abs(number - wanted));
  return off.indexOf(Math.min(...off));
}
