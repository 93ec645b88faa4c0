// What the server says, told apart from the echo of what it was told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Echo } from "../../explainer/javascript/echo.js";

test("what the server begins with is news, the same again is not", () => {
  const echo = new Echo();
  assert.ok(echo.isNews("t", 500));
  assert.ok(!echo.isNews("t", 500));
  assert.ok(echo.isNews("t", 300));
  assert.ok(echo.isNews("w", 300), "names are kept apart");
});

test("an answer to what was sent pulls nothing back", () => {
  const echo = new Echo();
  echo.isNews("t", 500);
  assert.ok(echo.isToBeSent("t", 510));
  assert.ok(echo.isToBeSent("t", 520));
  assert.ok(!echo.isNews("t", 510), "late: the slider stands at 520");
  assert.ok(!echo.isNews("t", 520));
  assert.ok(echo.isNews("t", 510), "nobody sent this one");
});

test("what the server knows is not sent", () => {
  const echo = new Echo();
  echo.isNews("t", 500);
  assert.ok(!echo.isToBeSent("t", 500));
  assert.ok(echo.isToBeSent("t", 510));
  assert.ok(!echo.isToBeSent("t", 510));
  assert.ok(echo.isToBeSent("t", 500));
});
