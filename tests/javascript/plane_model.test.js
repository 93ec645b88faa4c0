// What the plane keeps and what it computes anew; what it says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { landed } from "../../explainer/javascript/plane/measures.js";
import { Model } from "../../explainer/javascript/plane/model.js";
import {
  saidOfEnd,
  saidOfGuidance,
  saidOfLearning,
  saidOfNoise,
} from "../../explainer/javascript/plane/said.js";
import { close } from "./near.js";
import { alphaBars, heaps } from "./plane_data.js";

const SETTINGS = {
  ...{ id: "heaps", points: heaps(20), schedule: "cosine", alphaBars, seed: 7 },
  ...{ sampler: "ddim", steps: 6, w: 2, toward: -1, noiseBack: true, learned: false },
};
const ever = () => true;

function modelOf(more = {}) {
  const model = new Model();
  model.take({ ...SETTINGS, ...more });
  return model;
}

test("a run is computed in slices, and once", () => {
  const model = modelOf();
  let slices = 0;
  while (model.compute(() => false)) slices += 1;
  assert.equal(slices, 5);
  const { run } = model;
  assert.ok(run.done && !model.isOld);
  model.take({ ...SETTINGS, w: 5 });
  assert.ok(!model.isOld, "without a class, w counts for nothing");
  model.take({ ...SETTINGS, noiseBack: false });
  assert.ok(!model.isOld, "only ddpm adds noise");
  model.compute(ever);
  assert.equal(model.run, run);
});

test("while a slider moves, the last whole run is shown and the next one finished", () => {
  const model = modelOf();
  model.compute(ever);
  const { run } = model;
  model.take({ ...SETTINGS, steps: 9 });
  assert.ok(model.compute(() => false));
  model.take({ ...SETTINGS, steps: 12 });
  assert.equal(model.run, run);
  while (model.run === run) model.compute(() => false);
  assert.equal(model.run.n, 9);
  while (model.compute(ever));
  assert.equal(model.run.n, 12);
});

test("other points, another schedule or seed begin anew; a training is theirs", () => {
  for (const more of [{ id: "drawn 1", points: heaps(5) }, { schedule: "linear" }, { seed: 8 }]) {
    const model = modelOf();
    model.compute(ever);
    model.train();
    model.take({ ...SETTINGS, ...more });
    assert.equal(model.training, null);
    assert.equal(model.run, null);
  }
});

test("a class without points guides nothing", () => {
  const points = { xy: Float64Array.of(0, 0, 1, 1), classes: Uint8Array.of(0, 0) };
  assert.equal(modelOf({ id: "few", points, toward: 1 }).toward, -1);
  assert.equal(modelOf({ id: "few", points, toward: 0 }).toward, 0);
});

test("without points there is nothing to compute", () => {
  const model = modelOf({ id: "none", points: { xy: new Float64Array(), classes: [] } });
  assert.ok(model.isEmpty);
  assert.ok(!model.compute(ever));
});

test("the cloud begins on the points; how many are mixed grows with t", () => {
  const model = modelOf();
  const { xy } = SETTINGS.points;
  assert.deepEqual(model.cloudAt(0).slice(0, xy.length), xy);
  assert.equal(model.cloudAt(0).length, 3 * xy.length);
  const mixed = [1, 200, 500, 1000].map((t) => model.mixedAt(t));
  assert.ok(mixed.every((n, i) => i === 0 || n > mixed[i - 1]));
  close(mixed[0], 1, 0.05);
  close(mixed[3], 40, 0.1);
});

test("the run follows the learned field if that is wanted and there is one", () => {
  const model = modelOf();
  model.compute(ever);
  const exact = model.run.end;
  model.train();
  model.training.stop();
  model.take({ ...SETTINGS, learned: true });
  while (model.compute(ever));
  assert.notDeepEqual(model.run.end, exact);
});

const TONGUE = {
  language: "en",
  words: {
    said_clean: "clean",
    said_noise: "{t} {n} {all} {all:point|points}",
    said_landed: "{n} {n:step|steps} {calls} {all} {on} {near} {far} {met} {points}",
    said_guided: "{w} {right} {all} {spread} {own}",
    said_untrained: "untrained",
    said_learning: "{n} {loss} {least} {t} {percent}",
  },
};

test("sentences have the numbers of what is shown", () => {
  assert.equal(saidOfNoise({ t: 500, mixed: 12.4, all: 40 }, TONGUE), "500 12 40 points");
  assert.equal(saidOfNoise({ t: 0, mixed: 1, all: 40 }, TONGUE), "clean");
  const model = modelOf({ toward: 1, w: 2 });
  model.compute(ever);
  const { on, near, far, met } = landed(model.run.end, model.points.xy);
  const ended = `6 steps 12 240 ${on} ${near} ${far} ${met} 40`;
  assert.equal(saidOfEnd(model.run, model.points, TONGUE), ended);
  const guidance = saidOfGuidance(model.run.end, model.points, { w: 2, toward: 1 }, TONGUE);
  assert.match(guidance, /^2\.0 \d+ 240 \d\.\d\d \d\.\d\d$/);
  const training = { updates: 1200, loss: 0.4567, least: 0.4 };
  const learning = saidOfLearning(training, { t: 300, off: 0.104 }, TONGUE);
  assert.equal(learning, "1200 0.457 0.400 300 10");
  const none = { updates: 0, loss: null, least: 0.4 };
  assert.equal(saidOfLearning(none, { t: 300, off: 1 }, TONGUE), "untrained");
});
