// The outlines of pictures, as explainer/core/metrics.py has them: the strength of coarse edges, brightness only.

import { sum } from "./arithmetic.js";

const SHARE = 48; // the blur is as wide as this part of the picture
const REACH = 4; // deviations that the blur reaches

/** A picture of one number a place. @typedef {{values: number[], height: number, width: number}} Grey */

/**
 * How far the outlines of two pictures are apart: 0 where they are the same, about 1 where only chance joins them.
 * @param {ArrayLike<number>} one (channels, height, width), flat
 * @param {ArrayLike<number>} other likewise
 * @param {number} height
 * @param {number} width
 */
export function outlinesApart(one, other, height, width) {
  const [a, b] = [one, other].map((x) => edges(smooth(grey(x, height, width))));
  return Math.max(0, 1 - sum(a.map((value, i) => value * b[i])));
}

/** @type {(x: ArrayLike<number>, height: number, width: number) => Grey} */
function grey(x, height, width) {
  const n = height * width;
  const channels = x.length / n;
  const mean = (/** @type {number} */ i) =>
    sum(Array.from({ length: channels }, (_, c) => x[c * n + i])) / channels;
  return { values: Array.from({ length: n }, (_, i) => mean(i)), height, width };
}

/** A Gaussian blur; beyond its border a picture goes on mirrored. @type {(picture: Grey) => Grey} */
function smooth({ values, height, width }) {
  const deviation = width / SHARE;
  const reach = Math.floor(REACH * deviation + 0.5);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * deviation ** 2)),
  );
  const weights = bell.map((w) => w / sum(bell));
  const along = (
    /** @type {number[]} */ from,
    /** @type {(y: number, x: number, by: number) => number} */ at,
  ) =>
    from.map((_, i) =>
      sum(weights.map((w, k) => w * from[at(Math.floor(i / width), i % width, k - reach)])),
    );
  const down = along(values, (y, x, by) => mirrored(y + by, height) * width + x);
  return { values: along(down, (y, x, by) => y * width + mirrored(x + by, width)), height, width };
}

/** Where a place beyond the border lies inside. @type {(i: number, n: number) => number} */
function mirrored(i, n) {
  const place = ((i % (2 * n)) + 2 * n) % (2 * n);
  return place < n ? place : 2 * n - 1 - place;
}

/** Strength of the slope, of mean 0 and norm 1; all 0 where it is the same everywhere. @type {(picture: Grey) => number[]} */
function edges({ values, height, width }) {
  const slope = (
    /** @type {number} */ i,
    /** @type {number} */ at,
    /** @type {number} */ n,
    /** @type {number} */ stride,
  ) => {
    const low = Math.max(at - 1, 0);
    const high = Math.min(at + 1, n - 1);
    return (values[i + (high - at) * stride] - values[i + (low - at) * stride]) / (high - low);
  };
  const strength = values.map((_, i) =>
    Math.hypot(slope(i, Math.floor(i / width), height, width), slope(i, i % width, width, 1)),
  );
  const mean = sum(strength) / strength.length;
  const around = strength.map((value) => value - mean);
  const norm = Math.max(Math.sqrt(sum(around.map((value) => value ** 2))), 1e-9);
  return around.map((value) => value / norm);
}
