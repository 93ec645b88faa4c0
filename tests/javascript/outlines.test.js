// The outlines of pictures: what the page says of two results on a device is what the server would say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { outlinesApart } from "../../explainer/javascript/outlines.js";
import { close } from "./near.js";

const SIZE = 64;
const at = (of) =>
  Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
    const c = Math.floor(i / (SIZE * SIZE));
    return of(Math.floor(i / SIZE) % SIZE, i % SIZE, c);
  });
const disc = (y0, x0) => at((y, x, c) => ((y - y0) ** 2 + (x - x0) ** 2 < 200 ? 230 - 20 * c : 10));

const apart = (one, other) => outlinesApart(one, other, SIZE, SIZE);

test("the same outlines are not apart, whatever their brightness", () => {
  const one = disc(32, 32);
  close(apart(one, one), 0);
  close(
    apart(
      one,
      one.map((v) => 255 - v / 2),
    ),
    0,
  );
});

test("outlines elsewhere are apart", () => {
  const near = apart(disc(32, 32), disc(32, 34));
  const far = apart(disc(20, 20), disc(44, 44));
  assert.ok(near > 0.02 && near < 0.6);
  assert.ok(far > 0.9);
});

test("a picture without outlines shares none", () => {
  close(
    apart(
      disc(32, 32),
      at(() => 7),
    ),
    1,
  );
});

test("they are apart as the server finds them to be", () => {
  // tests/experiments/test_pair.py has the same pictures and numbers
  const wave = at((y, x, c) => Math.round(127 + 100 * Math.sin(y / 5 + c) * Math.cos(x / 7)));
  const shifted = at((y, x, c) =>
    Math.round(127 + 100 * Math.sin((y + 3) / 5 + c) * Math.cos(x / 7)),
  );
  assert.equal(apart(wave, shifted).toFixed(4), "0.5650");
});
