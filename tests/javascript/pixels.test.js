// Values become the right pixels at the right place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { corner, montageSize, pictureWidth } from "../../explainer/javascript/montage.js";
import {
  greyLevels,
  paintInterleaved,
  paintPlanar,
  psnr,
} from "../../explainer/javascript/pixels.js";
import { close } from "./near.js";

const LEVELS = [127.5, 127.5]; // −1 is black, 1 white

test("three channels side by side become red, green and blue", () => {
  const x = [-1, 0, 1, 0.5, -0.5, 2];
  const out = new Uint8ClampedArray(8);
  paintInterleaved(out, (i) => x[i], 3);
  assert.deepEqual([...out], [0, 128, 255, 255, 191, 64, 255, 255]);
});

test("three channels one after another give the same picture", () => {
  const side = [-1, 0, 1, 0.5, -0.5, 0.25, -0.3, 0.7, 0.9];
  const planes = Float32Array.from(side, (_, i) => side[(i % 3) * 3 + Math.floor(i / 3)]);
  const [one, other] = [new Uint8ClampedArray(12), new Uint8ClampedArray(12)];
  paintInterleaved(one, (i) => side[i], 3);
  paintPlanar(other, planes, LEVELS);
  assert.deepEqual(one, other);
});

test("one channel is grey", () => {
  const [one, other] = [new Uint8ClampedArray(8), new Uint8ClampedArray(8)];
  paintInterleaved(one, (i) => [-1, 0.2][i], 1);
  paintPlanar(other, Float32Array.of(-1, 0.2), LEVELS);
  assert.deepEqual([...one], [0, 0, 0, 255, 153, 153, 153, 255]);
  assert.deepEqual(one, other);
});

test("grey levels are rounded and clipped", () => {
  const levels = greyLevels(Float32Array.of(-3, -1, 0, 0.2, 1, 3), LEVELS);
  assert.deepEqual([...levels], [0, 0, 128, 153, 255, 255]);
});

test("the psnr of one grey level is 20·log10(255), of black and white 0 dB", () => {
  const grey = (level) => new Uint8ClampedArray(10).fill(level);
  close(psnr(grey(7), grey(8)), 20 * Math.log10(255));
  close(psnr(grey(0), grey(255)), 0);
  assert.equal(psnr(grey(7), grey(7)), Number.POSITIVE_INFINITY);
  const half = Uint8ClampedArray.from(grey(7), (level, i) => level + (i % 2));
  close(psnr(grey(7), half), 20 * Math.log10(255) + 10 * Math.log10(2));
});

test("the pictures of a montage fill it, gap by gap, and never overlap", () => {
  for (const [n, columns, gap] of [
    [1, 1, 2],
    [5, 3, 2],
    [16, 4, 1],
    [7, 7, 0],
  ]) {
    const of = { columns, gap };
    const [width, height] = montageSize(n, 5, 4, of);
    const seen = new Set();
    const ends = [];
    for (let i = 0; i < n; i += 1) {
      const [x, y] = corner(i, 5, 4, of);
      assert.ok(x >= 0 && x + 5 <= width && y >= 0 && y + 4 <= height);
      assert.ok(x % (5 + gap) === 0 && y % (4 + gap) === 0);
      seen.add(`${x} ${y}`);
      ends.push([x + 5, y + 4]);
    }
    assert.equal(seen.size, n);
    const [right, bottom] = [0, 1].map((axis) => Math.max(...ends.map((end) => end[axis])));
    assert.deepEqual([right, bottom], [width, height]);
    assert.equal(pictureWidth(width, of), 5);
  }
});
