// What the tests share: numbers that are almost equal, and noise that is the same each time.

import assert from "node:assert/strict";

export function close(value, expected, tolerance = 1e-9) {
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected} ± ${tolerance}`);
}

/** n numbers of N(0, 1) by Box and Muller, from a linear congruential generator. */
export function normal(n, seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from({ length: n }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}

/** Any typed array as the server sends it. */
export const base64 = (array) => Buffer.from(array.buffer).toString("base64");
