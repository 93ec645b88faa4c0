// Numbers as pixels: red, green, blue and opacity, four bytes each. Arrays of that kind (Uint8ClampedArray)
// round and clip by themselves.

/**
 * Write a picture whose colours lie side by side, values in [−1, 1].
 * @param {Uint8ClampedArray} out n pixels
 * @param {(k: number) => number} value at place k of (n, channels), flat
 * @param {number} channels 1, grey, or 3
 */
export function paintInterleaved(out, value, channels) {
  for (let i = 0; i < out.length / 4; i += 1) {
    for (let d = 0; d < 3; d += 1) {
      out[4 * i + d] = (value(i * channels + (channels === 3 ? d : 0)) + 1) * 127.5;
    }
    out[4 * i + 3] = 255;
  }
}

/**
 * Write a picture whose colours lie one after another, as networks have them.
 * @param {Uint8ClampedArray} out n pixels
 * @param {Float32Array} x (channels, n), flat
 * @param {[number, number]} levels grey level = gain · value + offset
 */
export function paintPlanar(out, x, [gain, offset]) {
  const n = out.length / 4;
  const channels = x.length / n;
  for (let i = 0; i < n; i += 1) {
    for (let d = 0; d < 3; d += 1) {
      out[4 * i + d] = gain * x[Math.min(d, channels - 1) * n + i] + offset;
    }
    out[4 * i + 3] = 255;
  }
}

/** Values as grey levels 0…255. @type {(x: Float32Array, levels: [number, number]) => Uint8ClampedArray} */
export const greyLevels = (x, [gain, offset]) =>
  Uint8ClampedArray.from(x, (value) => gain * value + offset);

/**
 * The peak signal-to-noise ratio of two pictures in dB: −10 · log10 of the mean squared difference, white
 * being 1. Infinity where they are the same.
 * @type {(one: Uint8ClampedArray, other: Uint8ClampedArray) => number}
 */
export function psnr(one, other) {
  const squares = one.reduce((sum, level, i) => sum + ((level - other[i]) / 255) ** 2, 0);
  return -10 * Math.log10(squares / one.length);
}
