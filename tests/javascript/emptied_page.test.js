// A page that rests without its title has been emptied, wholly or in part, and is asked for again; not for ever.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { watchForNothing } from "../../explainer/ui/components/emptied_page.js";

let [rests, title, now, asked] = [true, true, 0, 0];

beforeEach(() => {
  [rests, title, asked] = [true, true, 0];
  mock.timers.enable({ apis: ["setInterval"] });
  mock.method(performance, "now", () => now);
  globalThis.document = /** @type {any} */ ({
    querySelector: (/** @type {string} */ selector) => (selector.includes("h1") ? title : rests),
  });
});

/** A page that stood, and has lost its title. */
function emptied() {
  const end = watch();
  wait(10);
  title = false;
  return end;
}

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** Let seconds pass. */
function wait(seconds) {
  for (let i = 0; i < 4 * seconds; i++) {
    now += 250;
    mock.timers.tick(250);
  }
}

const watch = () => watchForNothing(() => (asked += 1));

test("a page with its title is left alone, and so is one that is being drawn", () => {
  const end = watch();
  wait(60);
  [title, rests] = [false, false];
  wait(60);
  assert.equal(asked, 0);
  end();
});

test("a page without its title is asked for again, once while the server may begin to answer", () => {
  const end = emptied();
  wait(0.5);
  assert.equal(asked, 0); // seen once: perhaps between two pages
  wait(1);
  assert.equal(asked, 1);
  wait(3);
  assert.equal(asked, 1);
  title = true;
  wait(30);
  assert.equal(asked, 1);
  title = false;
  wait(2);
  assert.equal(asked, 2);
  end();
});

test("a page that cannot be drawn is not asked for without end", () => {
  let end = emptied();
  wait(120);
  assert.equal(asked, 3);
  for (let i = 0; i < 5; i++) {
    end();
    end = watch(); // as whenever the page is drawn again
    wait(10);
  }
  assert.equal(asked, 3);
  end();
});
