// What is done with arrays between two calls of a network.

/**
 * coefficients[0] · values[0] + coefficients[1] · values[1] + …, at every place. Where a coefficient is 0,
 * its values do not count, whatever they are.
 * @type {(coefficients: number[], values: Float32Array[]) => Float32Array}
 */
export function weightedSum(coefficients, values) {
  const total = new Float32Array(values[0].length);
  for (let i = 0; i < total.length; i += 1) {
    let sum = 0;
    for (let k = 0; k < coefficients.length; k += 1) {
      if (coefficients[k]) sum += coefficients[k] * values[k][i];
    }
    total[i] = sum;
  }
  return total;
}

/** Every value, or the limit that it is beyond. @type {(x: Float32Array, limits: [number, number]) => Float32Array} */
export const clipped = (x, [low, high]) => x.map((value) => Math.min(Math.max(value, low), high));

/** One array after another. @type {(arrays: Float32Array[]) => Float32Array} */
export function concatenated(arrays) {
  const all = new Float32Array(arrays.reduce((n, array) => n + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** The middle one of some numbers; of an even count, the upper of the two. @type {(numbers: number[]) => number} */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** @type {(numbers: number[]) => number} */
export const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** @type {(value: number, low: number, high: number) => number} */
export const within = (value, low, high) => Math.min(Math.max(value, low), high);
