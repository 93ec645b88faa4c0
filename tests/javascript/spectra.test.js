// Waves of pictures: what is taken apart comes together again, and what stands above the noise is counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ringGrid, Waves } from "../../explainer/javascript/fourier.js";
import {
  firstCovered,
  mixturePower,
  nearestOf,
  noiseLevel,
  shareOfWaves,
  standing,
} from "../../explainer/javascript/spectra.js";
import { close, normal } from "./near.js";

const allClose = (values, expected) => {
  values.forEach((value, i) => {
    close(value, expected[i], 1e-5);
  });
};

for (const size of [8, 15]) {
  const rings = Math.max(...ringGrid(size)) + 1;
  const all = new Array(rings).fill(true);
  const x = normal(size * size * 3, 4);

  test(`all rings are the picture, of ${size} by ${size} pixels`, () => {
    allClose(new Waves(x, size, 3).keep(all), x);
  });

  test(`the first ring is its mean, of ${size} by ${size} pixels`, () => {
    const mean = new Waves(x, size, 3).keep(all.map((_, k) => k === 0));
    for (let channel = 0; channel < 3; channel += 1) {
      const own = x.filter((_, i) => i % 3 === channel).reduce((sum, v) => sum + v, 0) / size ** 2;
      for (let i = channel; i < mean.length; i += 3) close(mean[i], own, 1e-5);
    }
  });

  test(`a wave has one ring, of ${size} by ${size} pixels`, () => {
    const wave = Float32Array.from({ length: size * size }, (_, i) =>
      Math.cos((2 * Math.PI * 2 * (i % size)) / size),
    );
    const waves = new Waves(wave, size, 1);
    allClose(waves.keep(all.map((_, k) => k === 2)), wave);
    allClose(waves.keep(all.map((_, k) => k !== 2)), new Float32Array(wave.length));
  });
}

test("a ring stands while it is stronger than the noise; the mean always does", () => {
  assert.deepEqual(standing([0, 9, 2, 0.5], 1), [true, true, true, true]);
  assert.equal(noiseLevel(0.5), 1);
  const kept = standing([0, 9, 1, 0.5], 0.5);
  assert.deepEqual(kept, [true, true, true, false]);
  assert.deepEqual([firstCovered(kept), firstCovered([true, true])], [3, 2]);
  assert.equal(shareOfWaves(kept, [1, 3, 4, 8]), 0.5);
});

test("a mixture has the power of both parts, and what they share twice", () => {
  const spectra = { picture: [4, 1], noise: [1, 1], cross: [0, 0.5] };
  assert.deepEqual(mixturePower(spectra, 0.5), [5, 3]);
  assert.deepEqual(mixturePower(spectra, 1), [4, 1]);
});

test("the nearest level is found", () => {
  assert.equal(nearestOf([100, 200, 500], 340), 1);
  assert.equal(nearestOf([100, 200, 500], 1000), 2);
});
