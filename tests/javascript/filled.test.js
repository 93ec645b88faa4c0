// The words of the server and the numbers of the browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { filled } from "../../explainer/javascript/filled.js";

test("every name in braces is filled in, and nothing else is touched", () => {
  assert.equal(filled("step {i} of {n}, {i}! {} $&", { i: 3, n: 10 }), "step 3 of 10, 3! {} $&");
});

test("what there is one of is said so", () => {
  const text = "{n} {n:step|steps}, {calls} {calls:call|calls}";
  assert.equal(filled(text, { n: 1, calls: 2 }), "1 step, 2 calls");
  assert.equal(filled(text, { n: 11, calls: "1" }), "11 steps, 1 call");
});
