// Numbers as each language writes them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { numberText } from "../../explainer/javascript/numbers.js";

test("every language has its decimal mark, its thousands, and a real minus sign", () => {
  assert.equal(numberText(-1234.56, 1, "en"), "−1,234.6");
  assert.equal(numberText(-1234.56, 1, "de"), "−1.234,6");
  assert.equal(numberText(0.5, 3, "zh"), "0.500");
});

test("what has no end is said so", () => {
  assert.equal(numberText(Number.POSITIVE_INFINITY, 1, "de"), "∞");
  assert.equal(numberText(Number.NEGATIVE_INFINITY, 1, "en"), "−∞");
});
