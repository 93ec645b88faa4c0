// Start's film: into noise by the formula, back by the network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { partAt, pictureAt, placeAfter, timeAt } from "../../explainer/javascript/dissolving.js";

const [T, TURN] = [1000, 700];
const FILM = { T, turn: TURN, whole: 10, ready: true };

test("t rises to T in the middle and falls back to 0", () => {
  assert.deepEqual(
    [0, 1, 999, 1000, 1001, 1300, 2000].map((place) => timeAt(place, T)),
    [0, 1, 999, 1000, 999, 700, 0],
  );
});

test("the network works from t = turn on and nowhere before", () => {
  const parts = [0, 1, 1000, 1001, 1299, 1300, 1999, 2000].map((p) => partAt(p, T, TURN));
  const wanted = ["picture", "out", "out", "again", "again", "network", "network", "end"];
  assert.deepEqual(parts, wanted);
});

test("one sees the last picture that was made by then, never one that comes later", () => {
  const times = [700, 675, 650, 0];
  for (let t = 700; t >= 0; t -= 1) {
    const i = pictureAt(times, t);
    assert.ok(times[i] >= t);
    assert.ok(i + 1 === times.length || times[i + 1] < t);
  }
});

test("it plays from the first place to the last in its time", () => {
  assert.equal(placeAfter(0, 5, FILM), 1000);
  assert.equal(placeAfter(0, 10, FILM), 2000);
  assert.equal(placeAfter(1900, 10, FILM), 2000);
});

test("it waits where the network would begin until that is ready, and pulls nobody back", () => {
  const early = { ...FILM, ready: false };
  assert.equal(placeAfter(1000, 10, early), 1300);
  assert.equal(placeAfter(1500, 1, early), 1500);
});
