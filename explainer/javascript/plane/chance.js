// Chance that is the same on every device: a seed decides all numbers that follow.

/**
 * A source of numbers in [0, 1): mulberry32. One seed has as many streams as are asked for.
 * @param {number} seed
 * @param {number} stream
 * @returns {() => number}
 */
export function uniformFrom(seed, stream = 0) {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * n numbers of N(0, 1), by Box and Muller.
 * @param {number} n
 * @param {() => number} uniform
 */
export const normals = (n, uniform) =>
  Float64Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
