// What a run on the visitor's device computes, and what it says of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clipped,
  concatenated,
  median,
  sum,
  weightedSum,
} from "../../explainer/javascript/arithmetic.js";
import { tracksAfter } from "../../explainer/javascript/device_frames.js";
import {
  countLines,
  decodingLine,
  doneLine,
  stepLine,
  verdict,
} from "../../explainer/javascript/device_report.js";

test("a weighted sum is taken at every place, in 32 bits at the end", () => {
  const values = [Float32Array.of(1, 2, 3), Float32Array.of(10, 20, 30)];
  assert.deepEqual(weightedSum([0.5, -2], values), Float32Array.of(-19.5, -39, -58.5));
  assert.deepEqual(weightedSum([1, 0.1], values), Float32Array.of(2, 4, 6));
});

test("where a coefficient is 0, the values do not count, whatever they are", () => {
  const values = [Float32Array.of(1, 2), Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY)];
  assert.deepEqual(weightedSum([3, 0], values), Float32Array.of(3, 6));
});

test("a step that only renames its parts gives back what it was made from", () => {
  // x_t = a·x0 + s·ε, so that ε = (x_t − a·x0) / s and the way to the same t leads back to x_t
  const [a, s] = [0.8, 0.6];
  const x0 = Float32Array.of(-1, 0.3, 1);
  const eps = Float32Array.of(2, -0.5, 0.1);
  const x = weightedSum([a, s], [x0, eps]);
  const estimated = weightedSum([1 / s, -a / s], [x, x0]);
  weightedSum([a, s], [x0, estimated]).forEach((value, i) => {
    assert.ok(Math.abs(value - x[i]) < 1e-6);
  });
});

test("values are clipped to both limits", () => {
  assert.deepEqual(
    clipped(Float32Array.of(-2, -1, 0.5, 3), [-1, 1]),
    Float32Array.of(-1, -1, 0.5, 1),
  );
});

test("arrays follow each other", () => {
  const arrays = [Float32Array.of(1, 2), Float32Array.of(), Float32Array.of(3)];
  assert.deepEqual(concatenated(arrays), Float32Array.of(1, 2, 3));
});

test("the median is the middle number, not of digits, and leaves its list alone", () => {
  const times = [100, 9, 20];
  assert.equal(median(times), 20);
  assert.equal(median([1, 2, 3, 4]), 3);
  assert.deepEqual(times, [100, 9, 20]);
  assert.equal(sum(times), 129);
});

test("a track says how far its run is, and what it took at the end", () => {
  const words = { running: ["{i} steps", "{calls} calls"], done: ["{calls} calls, {seconds} s"] };
  const count = { step: 2, calls: 4, ms: 1260, decoding: 0 };
  assert.deepEqual(countLines(count, words, "en"), ["2 steps", "4 calls"]);
  assert.deepEqual(countLines({ ...count, ended: true }, words, "en"), ["4 calls, 1.3 s"]);
  assert.deepEqual(countLines(count, null, "en"), []);
});

test("the line under the film counts the steps and calls of all runs", () => {
  assert.equal(stepLine([9, 40.4, 11.6], 7, "{i} of {n}, {ms} ms"), "3 of 7, 12 ms");
  const counts = [
    { step: 2, calls: 4, ms: 1050, decoding: 0 },
    { step: 1, calls: 2, ms: 10.6, decoding: 0 },
  ];
  const text = "{n} steps, {calls} calls, {seconds} s, {ms} ms";
  assert.equal(doneLine([9, 40.6, 1011], 3, counts, text, "en"), "3 steps, 6 calls, 1.1 s, 41 ms");
});

test("what it took to decode latents is said where there were any", () => {
  const counts = [
    { step: 2, calls: 4, ms: 1050, decoding: 750 },
    { step: 1, calls: 2, ms: 10, decoding: 150 },
  ];
  const none = counts.map((count) => ({ ...count, decoding: 0 }));
  assert.equal(decodingLine(counts, "of these {seconds} s", "en"), "of these 0.9 s");
  assert.equal(decodingLine(none, "of these {seconds} s", "en"), "");
});

test("the verdict on two pictures is the first whose distance is reached", () => {
  const kinds = [
    [40, 1e9, "same, {psnr} dB"],
    [-1e9, 0.5, "near, {psnr} dB, {apart} %"],
    [-1e9, 1e9, "far, {psnr} dB, {apart} %"],
  ];
  const said = (psnr, outlines, language = "en") =>
    verdict({ psnr, outlines }, { unit: 0.8, kinds }, language);
  assert.equal(said(40, 0), "same, 40.0 dB");
  assert.equal(said(40, 0, "de"), "same, 40,0 dB");
  assert.equal(said(39.96, 0.4), "near, 40.0 dB, 50 %");
  assert.equal(said(39.96, 0.41), "far, 40.0 dB, 51 %");
  assert.equal(said(Number.POSITIVE_INFINITY, 0), "same, ∞ dB");
  assert.equal(verdict(null, { unit: 1, kinds }, "en"), "");
  assert.equal(verdict({ psnr: 1, outlines: 1 }, null, "en"), "");
});

const track = (run, part) => ({ run, part, name: `${part} of ${run}`, counting: null });
const frame = (t) => ({ t, step: 1, src: `picture ${t}` });
const DATA = {
  tracks: [track(0, "x_t"), track(0, "x0"), track(1, "x_t")],
  result: { symbol: "x̂₀" },
};
const DEVICE = {
  live: [frame(9), null, frame(8)],
  counts: [
    { step: 1, calls: 1, ms: 1, decoding: 0 },
    { step: 1, calls: 1, ms: 1, decoding: 0 },
  ],
};
const step = (more) => ({
  of: 0,
  frame: { x_t: frame(5), x0: frame(5) },
  kept: false,
  result: null,
  ...more,
});
const ts = (frames) => frames.map((one) => one?.t ?? null);

test("a step changes the tracks of its own run", () => {
  const { tracks, live } = tracksAfter(step({}), DATA, DEVICE);
  assert.deepEqual(ts(live), [5, 5, 8]);
  assert.deepEqual(
    live,
    tracks.map((one) => one.live),
  );
  assert.ok(tracks.every((one) => one.frames.length === 0));
  assert.deepEqual(ts(tracksAfter(step({ frame: null }), DATA, DEVICE).live), [9, null, 8]);
});

test("a step that the film keeps is among its frames, and the result ends x_t", () => {
  const kept = tracksAfter(step({ kept: true }), DATA, DEVICE).tracks;
  assert.deepEqual(
    kept.map((one) => ts(one.frames)),
    [[5], [5], []],
  );
  const { tracks, live } = tracksAfter(step({ kept: true, result: frame(0) }), DATA, DEVICE);
  assert.deepEqual(
    tracks.map((one) => ts(one.frames)),
    [[5, 0], [5], []],
  );
  assert.equal(tracks[0].frames[1].symbol, "x̂₀");
  assert.deepEqual(ts(live), [null, null, 8]);
});
