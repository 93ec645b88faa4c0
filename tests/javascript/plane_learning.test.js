// The network that learns a plane's field: its gradients, its updates, and how near it comes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { normals, uniformFrom } from "../../explainer/javascript/plane/chance.js";
import { idealDenoiser } from "../../explainer/javascript/plane/ideal.js";
import {
  Adam,
  arraysOf,
  backward,
  forward,
  newLayers,
} from "../../explainer/javascript/plane/layers.js";
import {
  differenceOf,
  drawBatch,
  Learner,
  leastLoss,
  meanSquare,
} from "../../explainer/javascript/plane/learner.js";
import { levelAt, noisedTo } from "../../explainer/javascript/plane/levels.js";
import { landed } from "../../explainer/javascript/plane/measures.js";
import { Training, UPDATES } from "../../explainer/javascript/plane/training.js";
import { close } from "./near.js";
import { alphaBars, heaps } from "./plane_data.js";

test("gradients are those of small changes of every weight", () => {
  const uniform = uniformFrom(1);
  const layers = newLayers([3, 5, 4, 2], uniform);
  for (const array of arraysOf(layers)) array.set(normals(array.length, uniform));
  const [x, wanted] = [normals(6 * 3, uniform), normals(6 * 2, uniform)];
  const { output, passed } = forward(layers, x);
  const slope = output.map((value, i) => (2 * (value - wanted[i])) / wanted.length);
  const found = arraysOf(backward(layers, passed, slope));
  const loss = () => meanSquare(forward(layers, x).output, wanted);
  for (const [k, array] of arraysOf(layers).entries()) {
    for (const i of array.keys()) {
      const before = array[i];
      const [up, down] = [1e-5, -1e-5].map((change) => {
        array[i] = before + change;
        return loss();
      });
      array[i] = before;
      close(found[k][i], (up - down) / 2e-5, 1e-7);
    }
  }
});

test("Adam's first step is the rate against each gradient, however large that is", () => {
  const weights = [Float64Array.of(1, 2, 3)];
  new Adam(weights).update([Float64Array.of(100, -0.001, 5)], 0.1);
  for (const [i, value] of [0.9, 2.1, 2.9].entries()) close(weights[0][i], value, 1e-4);
});

test("a batch says what was mixed: x_t and v give back the point", () => {
  const points = heaps(10);
  const { x, t, toward, v } = drawBatch(points, alphaBars, uniformFrom(2), 200);
  const all = new Set([...points.xy].map((value) => value.toFixed(6)));
  t.forEach((at, n) => {
    assert.ok(at >= 1 && at <= 1000);
    const { signal, noise } = levelAt(alphaBars, at);
    assert.ok(all.has((signal * x[2 * n] - noise * v[2 * n]).toFixed(6)));
  });
  const without = toward.filter((one) => one < 0).length;
  assert.ok(without > 20 && without < 60, `${without}`);
});

test("one seed, one training", () => {
  const losses = () => {
    const learner = new Learner(heaps(10), alphaBars, 6);
    return Array.from({ length: 5 }, () => learner.update());
  };
  assert.deepEqual(losses(), losses());
});

test("a short training comes near the exact field, and its samples near the points", () => {
  const points = heaps(30);
  const training = new Training(points, alphaBars, 1);
  training.goOn();
  while (training.updates < 1200) training.advance(() => training.updates % 100 !== 0);
  // no field has less than the exact one: what is below is the chance of the draws
  assert.ok(training.loss > 0.95 * training.least && training.loss < 1.2 * training.least);
  const exact = idealDenoiser(points, alphaBars);
  const off = (t) => {
    const x = noisedTo(points.xy, normals(120, uniformFrom(8)), levelAt(alphaBars, t));
    return differenceOf(training.learner.denoise(x, t), exact(x, t));
  };
  for (const t of [300, 500, 700, 900]) assert.ok(off(t) < 0.15, `${t}: ${off(t)}`);
  assert.ok(off(20) > 0.3, "single points it cannot tell apart");
  training.drawSamples();
  const { all, on, far } = landed(training.made.end, points.xy);
  assert.ok(far < 0.1 * all && on < 0.5 * all, `${far} ${on}`);
});

test("a training stops by itself, when it is told, and goes on from there", () => {
  const training = new Training(heaps(2), alphaBars, 1);
  training.goOn();
  training.advance(() => false);
  assert.equal(training.updates, 1);
  training.stop();
  assert.ok(!training.goes);
  training.goOn();
  training.until = 40; // instead of UPDATES
  training.advance(() => true);
  assert.equal(training.updates, 40);
  assert.ok(!training.goes);
  assert.equal(training.losses.length, 2);
  assert.ok(UPDATES > 1000);
});

test("the least loss is that of the exact field, and lies between 0 and the variance of v", () => {
  const lone = { xy: Float64Array.of(0.5, -0.5), classes: Uint8Array.of(0) };
  close(leastLoss(lone, alphaBars, 1), 0, 1e-12);
  const some = leastLoss(heaps(30), alphaBars, 1);
  assert.ok(some > 0.05 && some < 1);
});
