// Arrays that travelled as base64 are what they were.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytes,
  fixedPoint,
  floats,
  fromPixels,
  half,
  halves,
} from "../../explainer/javascript/decoding.js";
import { base64, close, normal } from "./near.js";

test("every byte arrives", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(bytes(base64(all)), all);
});

test("32-bit floats arrive bit for bit", () => {
  const values = normal(100, 1);
  assert.deepEqual(floats(base64(values)), values);
});

test("half floats are IEEE 754 binary16", () => {
  const known = [
    [0x0000, 0],
    [0x0001, 2 ** -24], // the smallest
    [0x03ff, 2 ** -14 * (1023 / 1024)], // the largest without a leading one
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0xc000, -2],
    [0x7bff, 65504], // the largest
    [0xfbff, -65504],
  ];
  for (const [bits, value] of known) assert.equal(half(bits), value, bits.toString(16));
  const array = Uint16Array.from(known, ([bits]) => bits);
  assert.deepEqual(
    halves(base64(array)),
    Float32Array.from(known, ([, value]) => value),
  );
});

test("half floats rise with their bits, and the sign is the first of them", () => {
  for (let bits = 1; bits < 0x7c00; bits += 1) {
    assert.ok(half(bits) > half(bits - 1));
    assert.equal(half(bits | 0x8000), -half(bits));
  }
});

test("grey levels become values from −1 to 1", () => {
  const values = fromPixels(base64(Uint8Array.of(0, 51, 255)));
  assert.deepEqual(values, Float32Array.of(-1, -0.6, 1));
});

test("integers on a scale keep ε to half a step", () => {
  const eps = normal(1000, 2);
  const sent = Int16Array.from(eps, (value) => Math.round(value * 4096));
  fixedPoint(base64(sent), 4096).forEach((value, i) => {
    close(value, eps[i], 0.5 / 4096 + 1e-6);
  });
  assert.deepEqual(fixedPoint(base64(Int16Array.of(-32768, 4096)), 4096), Float32Array.of(-8, 1));
});
