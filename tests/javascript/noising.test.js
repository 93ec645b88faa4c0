// The forward process: x_t = √ᾱ·x0 + √(1−ᾱ)·ε.

import assert from "node:assert/strict";
import { test } from "node:test";
import { coefficients, mix, snr, timeOfNoise } from "../../explainer/javascript/noising.js";
import { close, normal } from "./near.js";

const LEVELS = [1, 0.99, 0.5, 0.2, 1e-4];

test("the squares of both coefficients add up to 1", () => {
  for (const alphaBar of LEVELS) {
    const [signal, noise] = coefficients(alphaBar);
    close(signal ** 2, alphaBar);
    close(signal ** 2 + noise ** 2, 1);
  }
});

test("x_t is √ᾱ·x0 + √(1−ᾱ)·ε at every place", () => {
  const x0 = Float32Array.of(-1, 0, 0.25, 1);
  const eps = Float32Array.of(0.5, -2, 3, 0);
  for (const alphaBar of LEVELS) {
    const xt = mix(x0, eps, alphaBar);
    for (let i = 0; i < x0.length; i += 1) {
      close(xt(i), Math.sqrt(alphaBar) * x0[i] + Math.sqrt(1 - alphaBar) * eps[i]);
    }
  }
});

test("t = 0 is the picture, and without any ᾱ only noise is left", () => {
  const [x0, eps] = [normal(50, 1), normal(50, 2)];
  assert.deepEqual(
    Float32Array.from(x0, (_, i) => mix(x0, eps, 1)(i)),
    x0,
  );
  assert.deepEqual(
    Float32Array.from(x0, (_, i) => mix(x0, eps, 0)(i)),
    eps,
  );
});

test("the variance stays 1 where that of the picture is 1", () => {
  const [x0, eps] = [normal(40_000, 3), normal(40_000, 4)];
  for (const alphaBar of LEVELS) {
    const xt = mix(x0, eps, alphaBar);
    const squares = x0.reduce((sum, _, i) => sum + xt(i) ** 2, 0);
    close(squares / x0.length, 1, 0.03);
  }
});

test("the signal-to-noise ratio is ᾱ / (1 − ᾱ), in dB", () => {
  close(snr(0.5), 0);
  close(snr(10 / 11), 10);
  close(snr(1 / 101), -20);
  assert.equal(snr(1), Number.POSITIVE_INFINITY);
});

test("another schedule is found where it has that much noise", () => {
  const alphaBars = Array.from({ length: 101 }, (_, t) => Math.cos((t / 100) * (Math.PI / 2)) ** 2);
  alphaBars.forEach((alphaBar, t) => {
    assert.equal(timeOfNoise(alphaBars, alphaBar), t);
  });
  for (let alphaBar = 0; alphaBar <= 1; alphaBar += 0.013) {
    const off = alphaBars.map((own) => Math.abs(own - alphaBar));
    assert.equal(off[timeOfNoise(alphaBars, alphaBar)], Math.min(...off));
  }
  assert.equal(timeOfNoise([0.75, 0.5], 0.625), 0); // the earlier of two that are as near
  assert.equal(timeOfNoise([0.9, 0.5, 0.1], 0.99), 0);
  assert.equal(timeOfNoise([0.9, 0.5, 0.1], 0.01), 2);
});
