// The exact field of a plane's points, guidance on it, and what samplers make of both.

import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, uniformFrom } from "../../explainer/javascript/plane/chance.js";
import { guided } from "../../explainer/javascript/plane/guiding.js";
import { EVERY, idealDenoiser, mixedBy, weigh } from "../../explainer/javascript/plane/ideal.js";
import { levelAt, noisedTo } from "../../explainer/javascript/plane/levels.js";
import {
  centre,
  covariance,
  landed,
  ofClass,
  pointsOf,
  spread,
} from "../../explainer/javascript/plane/measures.js";
import { Run, SAMPLES } from "../../explainer/javascript/plane/run.js";
import { close } from "./near.js";
import { alphaBars, apart, heaps } from "./plane_data.js";

const POINTS = heaps(30);
const exact = idealDenoiser(POINTS, alphaBars);
const weightsAt = (place, t, toward = EVERY) =>
  weigh(POINTS, place, levelAt(alphaBars, t), toward, new Float64Array(60));
const run = (more = {}) =>
  new Run({
    ...{ denoiser: exact, alphaBars, sampler: "ddim", noiseBack: true, steps: 50, seed: 1 },
    ...more,
  }).finish();

test("one seed, one chance; its normal numbers have mean 0 and deviation 1", () => {
  assert.deepEqual(normals(10, uniformFrom(4, 1)), normals(10, uniformFrom(4, 1)));
  assert.notDeepEqual(normals(10, uniformFrom(4, 1)), normals(10, uniformFrom(4, 2)));
  const many = normals(40_000, uniformFrom(5));
  close(many.reduce((a, b) => a + b) / many.length, 0, 0.02);
  close(many.reduce((a, b) => a + b * b, 0) / many.length, 1, 0.03);
});

test("weights are shares: together 1 at every place and t, in a class too", () => {
  for (const t of [1, 10, 300, 1000]) {
    for (const place of [
      [0, 0],
      [2.9, -2.9],
      [-1, 0.1],
    ]) {
      for (const toward of [EVERY, 0, 1]) {
        close(
          weightsAt(place, t, toward).reduce((a, b) => a + b),
          1,
          1e-12,
        );
      }
    }
  }
});

test("close to t = 0 the field knows the very point; at T it knows only their mean", () => {
  const three = { xy: Float64Array.of(-1, 0, 0, 1, 0.1, 1), classes: [0, 1, 1] };
  const level = levelAt(alphaBars, 1);
  const still = noisedTo(three.xy, new Float64Array(6), level);
  assert.ok(apart(idealDenoiser(three, alphaBars)(still, 1).x0, three.xy) < 1e-9);
  close(mixedBy(weigh(three, [0, 1], level, EVERY, new Float64Array(3))), 1, 1e-9);
  const { x0 } = exact(Float64Array.of(1.5, -2), 1000);
  assert.ok(apart(x0, Float64Array.from(centre(POINTS.xy))) < 1e-2);
  close(mixedBy(weightsAt([1.5, -2], 1000)), 60, 0.1);
});

test("points of another class do not count", () => {
  const weights = weightsAt([0, 0], 500, 1);
  assert.ok(weights.every((weight, i) => POINTS.classes[i] === 1 || weight === 0));
});

test("x̂0 and ε̂ are the same guess", () => {
  const x = normals(80, uniformFrom(9));
  for (const t of [1, 250, 1000]) {
    const { x0, eps } = exact(x, t);
    assert.ok(apart(noisedTo(x0, eps, levelAt(alphaBars, t)), x) < 1e-9);
  }
});

test("guidance: w = 0 is the unconditional field, w = 1 the conditional one, exactly; 3 goes beyond", () => {
  const x = normals(80, uniformFrom(2));
  const [none, one] = [exact(x, 400), exact(x, 400, 1)];
  assert.deepEqual(guided(exact, 0, 1)(x, 400), none);
  assert.deepEqual(guided(exact, 1, 1)(x, 400), one);
  assert.deepEqual(guided(exact, 5, EVERY)(x, 400), none);
  const three = guided(exact, 3, 1)(x, 400);
  assert.equal(three.calls, 2);
  assert.ok(
    apart(
      three.eps,
      none.eps.map((u, i) => u + 3 * (one.eps[i] - u)),
    ) < 1e-12,
  );
});

test("samples of the exact field have the moments of its points", () => {
  for (const sampler of ["ddpm", "ddim", "heun", "dpmpp_2m"]) {
    const { end } = run({ sampler, steps: 100 });
    const off = [centre(end), covariance(end)].flat();
    const wanted = [centre(POINTS.xy), covariance(POINTS.xy)].flat();
    // 240 draws of points whose deviation is 1: a mean of theirs is off by 0.065, three times that is rare
    for (const [i, value] of off.entries()) close(value, wanted[i], 0.2);
  }
});

test("many steps end on the points themselves, two in empty space", () => {
  const many = landed(run({ steps: 200 }).end, POINTS.xy);
  assert.equal(many.all, SAMPLES);
  assert.ok(many.on > 0.9 * SAMPLES, `${many.on}`);
  const two = landed(run({ steps: 2 }).end, POINTS.xy);
  assert.ok(two.on < 0.1 * SAMPLES && two.far > many.far, `${two.on} ${two.far}`);
});

test("all samplers begin at the same places, and noise on the way is ddpm's alone", () => {
  const [ddim, ddpm] = ["ddim", "ddpm"].map((sampler) => run({ sampler, steps: 5 }));
  assert.deepEqual(ddim.places[0], ddpm.places[0]);
  assert.deepEqual(run({ steps: 5, noiseBack: false }).end, ddim.end);
  const bare = run({ sampler: "ddpm", steps: 5, noiseBack: false });
  assert.notDeepEqual(bare.places[1], ddpm.places[1]);
});

test("with its noise ddpm finds most points; without it, few: it goes from mean to mean", () => {
  const met = (noiseBack) => landed(run({ sampler: "ddpm", noiseBack }).end, POINTS.xy).met;
  assert.ok(met(true) > 40, `${met(true)}`);
  assert.ok(met(false) < 5, `${met(false)}`);
});

test("guidance draws samples to the colour, and together", () => {
  const toward = (w) => run({ denoiser: guided(exact, w, 1), steps: 20 }).end;
  assert.ok(ofClass(toward(0), POINTS, 1) < 0.7 * SAMPLES);
  assert.equal(ofClass(toward(1), POINTS, 1), SAMPLES);
  assert.equal(ofClass(toward(6), POINTS, 1), SAMPLES);
  assert.ok(spread(toward(6)) < spread(toward(1)));
  close(spread(toward(1)), spread(pointsOf(POINTS, 1)), 0.1);
});

test("a run is shown between its steps on straight lines, and counts its calls", () => {
  const heun = run({ sampler: "heun", steps: 4 });
  assert.equal(heun.calls, 7);
  assert.deepEqual(heun.placesAt(4), heun.end);
  const half = heun.placesAt(1.5);
  const between = heun.places[1].map((value, i) => (value + heun.places[2][i]) / 2);
  assert.ok(apart(half, between) < 1e-12);
});
