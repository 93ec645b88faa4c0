// What the plots below the noise canvas show.

import assert from "node:assert/strict";
import { test } from "node:test";
import { histogram, normalDensity } from "../../explainer/javascript/histogram.js";
import { close, normal } from "./near.js";

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test("a histogram's area is the share of the values inside", () => {
  const width = (2 * 3.2) / 48;
  close(sum(histogram(normal(500, 1).map(Math.sin), 48, 3.2)) * width, 1);
  close(sum(histogram(Float32Array.of(-9, -1, 0, 1, 3.2, 9), 48, 3.2)) * width, 3 / 6);
});

test("each value counts in the bin that it lies in", () => {
  const density = histogram(Float32Array.of(-2.5, -2, -1.01, -1, 0, 1.99, 2, 2.5), 4, 2);
  assert.deepEqual(density, [2 / 8, 1 / 8, 1 / 8, 1 / 8]); // 2 itself lies outside
});

test("the histogram of noise is the normal distribution", () => {
  histogram(normal(200_000, 2), 32, 3.2).forEach((density, i) => {
    close(density, normalDensity(-3.2 + (i + 0.5) * 0.2), 0.01);
  });
});

test("the normal density has area 1, mean 0 and variance 1", () => {
  const values = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 100);
  const moment = (power) => sum(values.map((v) => v ** power * normalDensity(v))) / 100;
  close(moment(0), 1);
  close(moment(1), 0);
  close(moment(2), 1);
});
