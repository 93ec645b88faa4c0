// Clicks on a sheet of maps, and marks on it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { markOn, placeAt, sheetSize } from "../../explainer/javascript/maps.js";

const SHEET = { maps: 14, columns: 4, side: 8, gap: 1 };

test("the sheet is as large as its maps and what is between them", () => {
  assert.deepEqual(sheetSize(SHEET), [35, 35]);
  assert.deepEqual(sheetSize({ maps: 1, columns: 1, side: 8, gap: 0 }), [8, 8]);
});

test("a click finds the pixel whose mark it is in", () => {
  for (const [map, row, column] of [
    [0, 0, 0],
    [5, 7, 0],
    [13, 3, 7],
  ]) {
    const mark = markOn(SHEET, map, { row, column });
    const place = placeAt(SHEET, mark.left + mark.width / 2, mark.top + mark.height / 2);
    assert.deepEqual(place, { map, row, column });
  }
});

test("a click between two maps counts for the one before", () => {
  assert.deepEqual(placeAt(SHEET, 8.5 / 35, 0), { map: 0, row: 0, column: 7 });
});

test("where no map is, nothing is found", () => {
  assert.equal(placeAt(SHEET, 0.99, 0.99), null);
});

test("the mark of a whole map has its size", () => {
  assert.deepEqual(markOn(SHEET, 6, null), {
    left: 18 / 35,
    top: 9 / 35,
    width: 8 / 35,
    height: 8 / 35,
  });
});
