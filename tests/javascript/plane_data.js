// What the tests of the plane share: a schedule and points.

import { normals, uniformFrom } from "../../explainer/javascript/plane/chance.js";

/** A cosine schedule as in explainer/core/schedule.py; that the plane's own comes from there, test_plane.py checks. */
export const alphaBars = (() => {
  const curve = (t) => Math.cos(((t / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  const all = [1];
  for (let t = 1; t <= 1000; t += 1) {
    all.push(all[t - 1] * (1 - Math.min(1 - curve(t) / curve(t - 1), 0.999)));
  }
  return all;
})();

/** Two heaps of n points, one of each class, 2 apart. */
export function heaps(n, deviation = 0.2) {
  const xy = normals(4 * n, uniformFrom(3)).map((value, i) => {
    const side = i < 2 * n ? -1 : 1;
    return (i & 1 ? 0 : side) + deviation * value;
  });
  return { xy, classes: Uint8Array.from({ length: 2 * n }, (_, i) => Number(i >= n)) };
}

export const apart = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
