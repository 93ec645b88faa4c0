// Where samples land, and how they are spread: the numbers in the plane's sentences.

/** Points and samples lie flat: x, y, x, y, … @typedef {Float64Array} Flat */

export const ON_A_POINT = 0.03; // nearer than this a sample covers a point; the data's deviation is about 1
export const NEAR_A_POINT = 0.2; // farther than this from all it stands in empty space

/**
 * How far each sample is from the nearest point, and which one that is.
 * @param {Flat} samples
 * @param {Flat} points
 */
export function nearestPoints(samples, points) {
  const distance = new Float64Array(samples.length / 2).fill(Number.POSITIVE_INFINITY);
  const which = new Int32Array(distance.length);
  for (let n = 0; n < distance.length; n += 1) {
    for (let i = 0; i < points.length / 2; i += 1) {
      const x = samples[2 * n] - points[2 * i];
      const y = samples[2 * n + 1] - points[2 * i + 1];
      const apart = x * x + y * y;
      if (apart >= distance[n]) continue;
      distance[n] = apart;
      which[n] = i;
    }
    distance[n] = Math.sqrt(distance[n]);
  }
  return { distance, which };
}

/**
 * How many samples lie on a point, beside one, or far from all; and to how many different points they are nearest.
 * @param {Flat} samples
 * @param {Flat} points
 */
export function landed(samples, points) {
  const { distance, which } = nearestPoints(samples, points);
  const on = distance.filter((d) => d <= ON_A_POINT).length;
  const far = distance.filter((d) => d > NEAR_A_POINT).length;
  return {
    all: distance.length,
    on,
    near: distance.length - on - far,
    far,
    met: new Set(which).size,
  };
}

/** How many samples have a point of this class as their nearest. @type {(samples: Flat, points: import("./ideal.js").Points, wanted: number) => number} */
export const ofClass = (samples, { xy, classes }, wanted) =>
  nearestPoints(samples, xy).which.filter((i) => classes[i] === wanted).length;

/** The mean place. @type {(xy: Flat) => [number, number]} */
export function centre(xy) {
  const total = [0, 0];
  for (let i = 0; i < xy.length; i += 1) total[i & 1] += xy[i];
  return [(2 * total[0]) / xy.length, (2 * total[1]) / xy.length];
}

/** Covariances xx, xy and yy. @type {(xy: Flat) => [number, number, number]} */
export function covariance(xy) {
  const [x, y] = centre(xy);
  const total = [0, 0, 0];
  for (let i = 0; i < xy.length; i += 2) {
    const [right, up] = [xy[i] - x, xy[i + 1] - y];
    total[0] += right * right;
    total[1] += right * up;
    total[2] += up * up;
  }
  const n = xy.length / 2;
  return [total[0] / n, total[1] / n, total[2] / n];
}

/** Root of the mean square distance from the mean place. @type {(xy: Flat) => number} */
export function spread(xy) {
  const [right, , up] = covariance(xy);
  return Math.sqrt(right + up);
}

/** The points of one class. @type {(points: import("./ideal.js").Points, wanted: number) => Flat} */
export const pointsOf = ({ xy, classes }, wanted) =>
  xy.filter((_, i) => classes[i >> 1] === wanted);
