// A small network, written to be read: layers, their gradients by backpropagation, and Adam.

import { normals } from "./chance.js";

/** out = w · in + b, w as rows. @typedef {{ inputs: number, outputs: number, w: Float64Array, b: Float64Array }} Layer */
/** What a layer was given, and what it made of it before the activation. @typedef {{ input: Float64Array, sum: Float64Array }} Passed */

/**
 * Layers of these widths. The last one begins at zero: the network first says nothing.
 * @param {number[]} widths
 * @param {() => number} uniform
 * @returns {Layer[]}
 */
export const newLayers = (widths, uniform) =>
  widths.slice(1).map((outputs, k) => {
    const inputs = widths[k];
    const deviation = k < widths.length - 2 ? Math.sqrt(2 / inputs) : 0;
    const w = normals(inputs * outputs, uniform).map((value) => deviation * value);
    return { inputs, outputs, w, b: new Float64Array(outputs) };
  });

/** The share of z that SiLU lets through: 1 / (1 + e^−z). @type {(z: number) => number} */
const shareOf = (z) => 1 / (1 + Math.exp(-z));

/** SiLU, z · share. @type {(z: number) => number} */
const silu = (z) => z * shareOf(z);

/** Its derivative. @type {(z: number) => number} */
function siluSlope(z) {
  const share = shareOf(z);
  return share * (1 + z * (1 - share));
}

/**
 * w · in + b for each of a batch, (batch, outputs).
 * @param {Layer} layer
 * @param {Float64Array} input (batch, inputs)
 */
function affine({ inputs, outputs, w, b }, input) {
  const batch = input.length / inputs;
  const sum = new Float64Array(batch * outputs);
  for (let n = 0; n < batch; n += 1) {
    for (let o = 0; o < outputs; o += 1) {
      const [row, at] = [o * inputs, n * inputs];
      let value = b[o];
      for (let i = 0; i < inputs; i += 1) value += w[row + i] * input[at + i];
      sum[n * outputs + o] = value;
    }
  }
  return sum;
}

/**
 * The network's answer for a batch, and what its gradients need.
 * @param {Layer[]} layers
 * @param {Float64Array} x (batch, inputs of the first layer)
 * @returns {{ output: Float64Array, passed: Passed[] }}
 */
export function forward(layers, x) {
  const passed = [];
  let value = x;
  for (const [k, layer] of layers.entries()) {
    const sum = affine(layer, value);
    passed.push({ input: value, sum });
    value = sum;
    if (k === layers.length - 1) continue;
    value = new Float64Array(sum.length);
    for (let i = 0; i < sum.length; i += 1) value[i] = silu(sum[i]);
  }
  return { output: value, passed };
}

/**
 * How a loss changes with every weight: (w, b) of each layer, summed over the batch.
 * @param {Layer[]} layers
 * @param {Passed[]} passed
 * @param {Float64Array} slope of the loss by the output, (batch, outputs)
 * @returns {{ w: Float64Array, b: Float64Array }[]}
 */
export function backward(layers, passed, slope) {
  const found = new Array(layers.length);
  let back = slope;
  for (let k = layers.length - 1; k >= 0; k -= 1) {
    const { input, sum } = passed[k];
    if (k < layers.length - 1) {
      for (let i = 0; i < sum.length; i += 1) back[i] *= siluSlope(sum[i]);
    }
    found[k] = ownGradients(layers[k], input, back);
    if (k > 0) back = slopeBelow(layers[k], back);
  }
  return found;
}

/**
 * A layer's own gradients, from the slope by its sums.
 * @param {Layer} layer
 * @param {Float64Array} input (batch, inputs)
 * @param {Float64Array} slope (batch, outputs)
 */
function ownGradients({ inputs, outputs, w }, input, slope) {
  const own = { w: new Float64Array(w.length), b: new Float64Array(outputs) };
  for (let n = 0; n < input.length / inputs; n += 1) {
    for (let o = 0; o < outputs; o += 1) {
      const value = slope[n * outputs + o];
      const [row, at] = [o * inputs, n * inputs];
      own.b[o] += value;
      for (let i = 0; i < inputs; i += 1) own.w[row + i] += value * input[at + i];
    }
  }
  return own;
}

/**
 * The slope by what a layer was given, (batch, inputs).
 * @param {Layer} layer
 * @param {Float64Array} slope (batch, outputs)
 */
function slopeBelow({ inputs, outputs, w }, slope) {
  const batch = slope.length / outputs;
  const below = new Float64Array(batch * inputs);
  for (let n = 0; n < batch; n += 1) {
    for (let o = 0; o < outputs; o += 1) {
      const value = slope[n * outputs + o];
      const [row, at] = [o * inputs, n * inputs];
      for (let i = 0; i < inputs; i += 1) below[at + i] += value * w[row + i];
    }
  }
  return below;
}

const [FADE, FADE_SQUARES, TINY] = [0.9, 0.999, 1e-8]; // β₁, β₂ and ε of the paper

/** Adam (Kingma and Ba 2014, arXiv:1412.6980, algorithm 1), for arrays that it changes in place. */
export class Adam {
  /** @param {Float64Array[]} weights */
  constructor(weights) {
    this.weights = weights;
    this.mean = weights.map(({ length }) => new Float64Array(length));
    this.square = weights.map(({ length }) => new Float64Array(length));
    this.updates = 0;
  }

  /** @type {(gradients: Float64Array[], rate: number) => void} */
  update(gradients, rate) {
    this.updates += 1;
    const whole = 1 - FADE ** this.updates;
    const wholeSquares = 1 - FADE_SQUARES ** this.updates;
    for (const [k, weight] of this.weights.entries()) {
      const [mean, square, gradient] = [this.mean[k], this.square[k], gradients[k]];
      for (let i = 0; i < weight.length; i += 1) {
        mean[i] = FADE * mean[i] + (1 - FADE) * gradient[i];
        square[i] = FADE_SQUARES * square[i] + (1 - FADE_SQUARES) * gradient[i] ** 2;
        weight[i] -= (rate * (mean[i] / whole)) / (Math.sqrt(square[i] / wholeSquares) + TINY);
      }
    }
  }
}

/** All arrays of weights, or of gradients. @type {(layers: { w: Float64Array, b: Float64Array }[]) => Float64Array[]} */
export const arraysOf = (layers) => layers.flatMap(({ w, b }) => [w, b]);
