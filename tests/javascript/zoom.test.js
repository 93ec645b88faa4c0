// Closer, aside and back: what is seen stays inside the frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beside,
  farthest,
  isZoomed,
  moved,
  nearer,
  pixelAt,
  placeOf,
  view,
} from "../../explainer/javascript/zoom.js";

const FRAME = { pictures: 5, columns: 3, gap: 2 };
const [WIDTH, HEIGHT] = [3 * 32 + 2 * 2, 2 * 32 + 2]; // pictures of 32 × 32
const SINGLE = { pictures: 1, columns: 1, gap: 2 };

test("from the frame to a picture to a patch and back", () => {
  let zoom = farthest(FRAME);
  assert.deepEqual(view(zoom, WIDTH, HEIGHT, FRAME), [0, 0, WIDTH, HEIGHT]);
  assert.equal(isZoomed(zoom, FRAME), false);
  zoom = nearer(zoom, 0.5, 0.9, FRAME);
  assert.deepEqual(zoom, { picture: 4, patch: null });
  assert.deepEqual(view(zoom, WIDTH, HEIGHT, FRAME), [34, 34, 32, 32]);
  zoom = nearer(zoom, 0.5, 0.5, FRAME);
  assert.deepEqual(view(zoom, WIDTH, HEIGHT, FRAME), [34 + 8, 34 + 8, 16, 16]);
  assert.equal(isZoomed(zoom, FRAME), true);
  assert.deepEqual(nearer(zoom, 0.1, 0.1, FRAME), farthest(FRAME));
});

test("a frame of one picture begins with that picture", () => {
  const zoom = farthest(SINGLE);
  assert.deepEqual(view(zoom, 32, 32, SINGLE), [0, 0, 32, 32]);
  assert.equal(isZoomed(zoom, SINGLE), false);
  assert.equal(isZoomed(nearer(zoom, 0, 1, SINGLE), SINGLE), true);
});

test("the picture that is pointed at is meant", () => {
  const at = (x, y) => nearer(farthest(FRAME), x, y, FRAME).picture;
  assert.deepEqual([at(0.1, 0.4), at(0.5, 0.4), at(0.9, 0.4)], [0, 1, 2]);
  assert.deepEqual([at(0.1, 0.6), at(0.5, 0.6)], [3, 4]);
});

test("a frame of two pictures begins with both", () => {
  const two = { pictures: 2, columns: 2, gap: 2 };
  assert.equal(farthest(two).picture, null);
  assert.equal(isZoomed({ picture: 0, patch: null }, two), true);
});

test("where there is no picture, the last one is meant", () => {
  assert.equal(nearer(farthest(FRAME), 0.99, 0.99, FRAME).picture, 4);
});

test("every view lies in its picture, in whole pixels, wherever one goes", () => {
  for (let x = 0; x < 1; x += 0.09) {
    for (let y = 0; y < 1; y += 0.09) {
      const picture = nearer(farthest(FRAME), x, y, FRAME);
      const [left, top] = view(picture, WIDTH, HEIGHT, FRAME);
      const patch = view(nearer(picture, y, x, FRAME), WIDTH, HEIGHT, FRAME);
      assert.ok(patch.every(Number.isInteger));
      assert.ok(patch[0] >= left && patch[0] + patch[2] <= left + 32);
      assert.ok(patch[1] >= top && patch[1] + patch[3] <= top + 32);
      assert.deepEqual(patch.slice(2), [16, 16]);
    }
  }
});

test("a patch begins at the nearest pixel, at the edge of its picture at the most", () => {
  const begin = (x) => view({ picture: 0, patch: [x, 0] }, WIDTH, HEIGHT, FRAME)[0];
  assert.deepEqual([0, 0.1, 0.5, 0.53, 1].map(begin), [0, 0, 8, 9, 16]); // 0.53 · 32 − 8 = 8.96
});

test("a pixel is found where it is drawn, in every view", () => {
  for (const zoom of [
    farthest(FRAME),
    { picture: 2, patch: null },
    { picture: 2, patch: [0.5, 0.5] },
  ]) {
    const seen = view(zoom, WIDTH, HEIGHT, FRAME);
    for (const [column, row] of [
      [9, 8],
      [16, 20],
    ]) {
      const pixel = { picture: 2, column, row };
      const [x, y, w, h] = placeOf(seen, pixel, WIDTH, FRAME);
      assert.deepEqual(pixelAt(seen, x + w / 2, y + h / 2, WIDTH, FRAME), pixel);
    }
  }
});

test("between pictures, and where there is none, is no pixel", () => {
  const seen = view(farthest(FRAME), WIDTH, HEIGHT, FRAME);
  assert.equal(pixelAt(seen, (32 + 0.5) / WIDTH, 0.1, WIDTH, FRAME), null);
  assert.equal(pixelAt(seen, 0.999, 0.999, WIDTH, FRAME), null);
  assert.deepEqual(pixelAt(seen, 0, 0, WIDTH, FRAME), { picture: 0, column: 0, row: 0 });
});

test("a pixel outside the patch is not seen, and the next one stays in its picture", () => {
  const seen = view({ picture: 0, patch: [0, 0] }, WIDTH, HEIGHT, FRAME);
  assert.equal(placeOf(seen, { picture: 0, column: 31, row: 0 }, WIDTH, FRAME), null);
  const corner = { picture: 0, column: 31, row: 0 };
  assert.deepEqual(beside(corner, 1, -1, 32), corner);
  assert.deepEqual(beside(corner, -1, 1, 32), { picture: 0, column: 30, row: 1 });
});

test("a picture smaller than a patch is seen whole", () => {
  const zoom = nearer(farthest(SINGLE), 0.9, 0.1, SINGLE);
  assert.deepEqual(view(zoom, 8, 8, SINGLE), [0, 0, 8, 8]);
});

test("steps aside go from picture to picture, or a sixteenth of one, and end at the edge", () => {
  const at = (picture) => ({ picture, patch: null });
  assert.deepEqual(moved(at(1), 1, 0, FRAME), at(2));
  assert.deepEqual(moved(at(1), 0, 1, FRAME), at(4));
  assert.deepEqual(moved(at(4), 0, 1, FRAME), at(4));
  assert.deepEqual(moved(at(0), -1, 0, FRAME), at(0));
  assert.deepEqual(moved(farthest(FRAME), 1, 1, FRAME), farthest(FRAME));
  const patch = (x, y) => ({ picture: 2, patch: [x, y] });
  assert.deepEqual(moved(patch(0.5, 0.5), 1, -1, FRAME), patch(0.5625, 0.4375));
  for (const [x, y] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]) {
    assert.deepEqual(moved(patch(x, y), 2 * x - 1, 2 * y - 1, FRAME), patch(x, y));
  }
});
