// What a hand leaves on a square of cells.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dab,
  fill,
  inverted,
  isEdge,
  line,
  packed,
  rectangle,
  Sheet,
  unpacked,
} from "../../explainer/javascript/painting.js";

const N = 9;
const blank = () => new Uint8Array(N * N);
const count = (cells) => cells.reduce((sum, value) => sum + (value > 0), 0);

test("a brush paints what lies under it, and at least the cell that it points at", () => {
  const cells = blank();
  dab(cells, N, [4.5, 4.5], { width: 3, value: 2 });
  assert.equal(count(cells), 9);
  assert.equal(cells[4 * N + 4], 2);
  dab(cells, N, [8.99, 0.01], { width: 1, value: 5 });
  assert.equal(cells[8], 5);
});

test("beyond the edge nothing is painted but what the brush reaches", () => {
  const cells = blank();
  dab(cells, N, [-9, 4], { width: 3, value: 1 });
  dab(cells, N, [4, 40], { width: 3, value: 1 });
  assert.equal(count(cells), 0);
  dab(cells, N, [0, 0], { width: 3, value: 1 });
  assert.ok(count(cells) > 0);
});

test("a line has no gaps, however far its ends are apart", () => {
  const cells = blank();
  line(cells, N, [0.5, 2.5], [8.5, 6.5], { width: 1, value: 1 });
  for (let column = 0; column < N; column += 1) {
    assert.ok(count(cells.filter((_, i) => i % N === column)) > 0);
  }
});

test("a rectangle has both its corners, whichever comes first", () => {
  const [one, other] = [blank(), blank()];
  rectangle(one, N, [1.2, 2.9], [3.1, 3.0], 1);
  rectangle(other, N, [3.1, 3.0], [1.2, 2.9], 1);
  assert.deepEqual(one, other);
  assert.equal(count(one), 6);
});

test("what is filled ends where another colour or the edge is", () => {
  const cells = blank();
  line(cells, N, [4.5, 0], [4.5, 9], { width: 1, value: 3 });
  fill(cells, N, [0.5, 0.5], 7);
  assert.equal(cells.filter((value) => value === 7).length, 4 * N);
  assert.equal(cells.filter((value) => value === 3).length, N);
  fill(cells, N, [0.5, 0.5], 7); // it is that already
  fill(cells, N, [-1, 4], 5);
  assert.equal(cells.filter((value) => value === 5).length, 0);
});

test("inverted twice is as it was", () => {
  const cells = blank();
  rectangle(cells, N, [1, 1], [3, 3], 1);
  assert.equal(count(inverted(cells)), N * N - 9);
  assert.deepEqual(inverted(inverted(cells)), cells);
});

test("an edge is what has something bare beside it; the border of the square is none", () => {
  const cells = blank();
  rectangle(cells, N, [0, 0], [3, 3], 1);
  const edge = [...cells.keys()].filter((i) => isEdge(cells, N, i));
  const side = Math.sqrt(count(cells));
  assert.equal(edge.length, 2 * side - 1);
  assert.ok(edge.every((i) => i % N === side - 1 || Math.floor(i / N) === side - 1));
});

test("the first cell is in the lowest bits, as Python has it", () => {
  const cells = Uint8Array.of(1, 2, 3, 4);
  assert.equal(packed(cells, 4), btoa(String.fromCharCode(0x21, 0x43)));
  assert.equal(packed(Uint8Array.of(1, 0, 1, 0), 1), btoa(String.fromCharCode(0b0101)));
  assert.deepEqual(unpacked(packed(cells, 4), 4, 4), cells);
});

test("strokes are taken back and put back, until another is made", () => {
  const sheet = new Sheet(blank());
  const paint = (value) => {
    sheet.begin();
    sheet.cells[0] = value;
  };
  paint(1);
  paint(2);
  assert.ok(sheet.undo());
  assert.equal(sheet.cells[0], 1);
  assert.ok(sheet.redo());
  assert.equal(sheet.cells[0], 2);
  sheet.undo();
  paint(3);
  assert.ok(!sheet.redo());
  assert.ok(sheet.undo() && sheet.undo());
  assert.equal(sheet.cells[0], 0);
  assert.ok(!sheet.undo());
});
