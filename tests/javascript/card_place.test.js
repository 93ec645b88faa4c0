// A tour's card stands where no picture can be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfCard } from "../../explainer/javascript/card_place.js";

const SIDEBAR = { left: 0, right: 300, width: 300 };

test("beside the page it stands at the foot of the sidebar, and no wider", () => {
  assert.deepEqual(placeOfCard(SIDEBAR, 1280), { kind: "dock", left: 12, width: 276 });
});

test("without a sidebar, or where that lies over the page, it is a bar", () => {
  assert.equal(placeOfCard(undefined, 1280).kind, "bar");
  assert.equal(placeOfCard(SIDEBAR, 390).kind, "bar");
  assert.equal(placeOfCard({ left: -300, right: 0, width: 300 }, 1280).kind, "bar");
  assert.equal(placeOfCard({ left: 0, right: 0, width: 0 }, 1280).kind, "bar");
});
