// Pictures as sums of waves: the discrete Fourier transform of square pictures, and rings of waves that are equally fine.

/**
 * A square of complex numbers, row by row.
 * @typedef {{re: Float64Array, im: Float64Array}} Plane
 */

/** @type {(size: number) => Plane} */
const emptyPlane = (size) => ({
  re: new Float64Array(size * size),
  im: new Float64Array(size * size),
});

/**
 * The ring that each place of a transform belongs to: the distance of its whole frequencies from 0, rounded.
 * @type {(size: number) => Uint16Array}
 */
export function ringGrid(size) {
  const frequency = Array.from({ length: size }, (_, i) => (2 * i < size ? i : i - size));
  return Uint16Array.from({ length: size * size }, (_, i) =>
    Math.round(Math.hypot(frequency[Math.floor(i / size)], frequency[i % size])),
  );
}

/**
 * Every row transformed, Σ x·e^(±2πi·ux/n)/√n, and rows and columns exchanged: done twice, the plane is transformed.
 * @type {(plane: Plane, size: number, sign: 1 | -1) => Plane}
 */
function turned({ re, im }, size, sign) {
  const angles = Array.from({ length: size }, (_, i) => (2 * Math.PI * i) / size);
  const cosines = angles.map((angle) => Math.cos(angle) / Math.sqrt(size));
  const sines = angles.map((angle) => (sign * Math.sin(angle)) / Math.sqrt(size));
  const out = emptyPlane(size);
  for (let y = 0; y < size; y += 1) {
    for (let u = 0; u < size; u += 1) {
      let [real, imaginary] = [0, 0];
      for (let x = 0; x < size; x += 1) {
        const [c, s] = [cosines[(u * x) % size], sines[(u * x) % size]];
        const [a, b] = [re[y * size + x], im[y * size + x]];
        real += a * c - b * s;
        imaginary += a * s + b * c;
      }
      out.re[u * size + y] = real;
      out.im[u * size + y] = imaginary;
    }
  }
  return out;
}

/** The transform and, with sign 1, its inverse. @type {(plane: Plane, size: number, sign: 1 | -1) => Plane} */
const transform = (plane, size, sign) => turned(turned(plane, size, sign), size, sign);

/** The waves of a picture whose colours lie side by side, (size, size, channels) flat. */
export class Waves {
  /** @param {Float32Array} x @param {number} size @param {number} channels */
  constructor(x, size, channels) {
    this.size = size;
    this.grid = ringGrid(size);
    this.planes = Array.from({ length: channels }, (_, channel) => {
      const plane = emptyPlane(size);
      for (let i = 0; i < plane.re.length; i += 1) plane.re[i] = x[i * channels + channel];
      return transform(plane, size, -1);
    });
  }

  /** The picture of nothing but the waves on some rings. @type {(kept: boolean[]) => Float32Array} */
  keep(kept) {
    const { size, grid, planes } = this;
    const out = new Float32Array(size * size * planes.length);
    planes.forEach(({ re, im }, channel) => {
      const some = {
        re: re.map((value, i) => (kept[grid[i]] ? value : 0)),
        im: im.map((value, i) => (kept[grid[i]] ? value : 0)),
      };
      transform(some, size, 1).re.forEach((value, i) => {
        out[i * planes.length + channel] = value;
      });
    });
    return out;
  }
}
