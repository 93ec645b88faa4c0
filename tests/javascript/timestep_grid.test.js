// A grid that is drawn by hand stays a grid.

import assert from "node:assert/strict";
import { test } from "node:test";
import { line, moved, nearest, typed } from "../../explainer/javascript/timestep_grid.js";

const GRID = [1000, 700, 400, 100, 0];

test("a point goes where it is put, as a whole timestep", () => {
  assert.deepEqual(moved(GRID, 2, 512.6), [1000, 700, 513, 100, 0]);
  assert.deepEqual(GRID, [1000, 700, 400, 100, 0]);
});

test("no point passes its neighbours, and none reaches an end", () => {
  assert.deepEqual(moved(GRID, 2, 900), [1000, 700, 699, 100, 0]);
  assert.deepEqual(moved(GRID, 2, -5), [1000, 700, 101, 100, 0]);
  assert.deepEqual(moved(GRID, 1, 5000)[1], 999);
  assert.deepEqual(moved(GRID, 3, -5000)[3], 1);
});

test("where there is no room a point stays where it is", () => {
  assert.deepEqual(moved([3, 2, 1, 0], 1, 900), [3, 2, 1, 0]);
});

test("the ends stay", () => {
  for (const i of [0, 4]) assert.deepEqual(moved(GRID, i, 300), GRID);
});

test("a finger takes the nearest point that can be moved", () => {
  assert.deepEqual(
    [0, 0.26, 0.5, 0.9, 1].map((x) => nearest(GRID, x)),
    [1, 1, 2, 3, 3],
  );
});

test("it is told as it is typed, and drawn from the upper left to the lower right", () => {
  assert.equal(typed(GRID), "700 400 100");
  assert.equal(line([1000, 500, 0]), "0,0 50,50 100,100");
});
