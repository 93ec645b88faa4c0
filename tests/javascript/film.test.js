// A film keeps every frame once, and all its tracks stand at one time.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addFrames,
  frameAt,
  lastPlace,
  placeText,
  timesOf,
} from "../../explainer/javascript/film.js";

const frame = (t) => ({ t, step: (1000 - t) / 100, src: `picture ${t}` });
const same = (one) => one;
const track = (times, live = null) => ({
  frames: new Map(times.map((t) => [t, frame(t)])),
  live: live === null ? null : frame(live),
  look: {},
});

const empty = (n) => ({ tracks: Array.from({ length: n }, () => track([])), number: 0 });

const message = (number, times, live = null) => ({
  number,
  tracks: [{ name: `look ${number}`, frames: times.map(frame), live: live && frame(live) }],
});

test("a frame is loaded once, however often it comes", () => {
  const film = empty(1);
  const loaded = [];
  const load = (one) => {
    loaded.push(one.t);
    return one;
  };
  addFrames(film, message(1, [1000, 900]), load);
  addFrames(film, message(2, [900, 800]), load);
  assert.deepEqual(loaded, [1000, 900, 800]);
  assert.deepEqual([...film.tracks[0].frames.keys()], [1000, 900, 800]);
});

test("what comes late brings its frames, but changes nothing else", () => {
  const film = empty(1);
  addFrames(film, message(2, [], 800), same);
  addFrames(film, message(1, [900], 900), same);
  assert.deepEqual(timesOf(film.tracks), [900, 800]);
  assert.equal(film.tracks[0].live.t, 800);
  assert.equal(film.tracks[0].look.name, "look 2");
  addFrames(film, { tracks: message(0, [700]).tracks }, same); // without a number: of now
  assert.equal(film.tracks[0].look.name, "look 0");
  assert.equal(film.tracks[0].live, null);
  assert.equal(film.number, 2);
});

test("numbers that a message leaves to the browser stay as they are", () => {
  const film = empty(1);
  const said = (numbers) => ({ number: 1, tracks: [{ ...message(1, []).tracks[0], numbers }] });
  addFrames(film, said(null), same);
  assert.deepEqual(film.tracks[0].look.numbers, []);
  addFrames(film, said(["20 calls"]), same);
  addFrames(film, said(null), same);
  assert.deepEqual(film.tracks[0].look.numbers, ["20 calls"]);
});

test("the times are those of all tracks, falling, and of the step that is furthest", () => {
  assert.deepEqual(timesOf([track([1000, 600]), track([1000, 800])]), [1000, 800, 600]);
  assert.deepEqual(timesOf([track([1000], 900), track([1000], 700)]), [1000, 700]);
  assert.deepEqual(timesOf([track([]), track([])]), []);
});

test("a slider ends at the newest frame, and further while a walk goes on", () => {
  assert.equal(lastPlace(41, 1), 40);
  for (const [count, share] of [
    [2, 0.04],
    [11, 0.2],
    [24, 46 / 80],
  ]) {
    const thumb = (count - 1) / lastPlace(count, share);
    assert.ok(Math.abs(thumb - share) < 0.02, `${count} frames: ${thumb}`);
  }
  assert.equal(lastPlace(5, 0), 4); // nothing is known of how much is to come
  assert.equal(lastPlace(0, 1), 0);
  assert.equal(lastPlace(1, 0.01), 0);
});

test("a track shows its last frame that is not beyond t", () => {
  const walk = track([1000, 700, 400], 300);
  for (const [t, seen] of [
    [1000, 1000],
    [701, 1000],
    [700, 700],
    [350, 400],
    [300, 300],
    [0, 300],
  ]) {
    assert.equal(frameAt(walk, t).t, seen, `t = ${t}`);
  }
});

test("a step that the film keeps is shown from the film", () => {
  const walk = track([1000, 700], 700);
  assert.equal(frameAt(walk, 700), walk.frames.get(700));
});

test("a track that begins later shows its first frame, and an empty one nothing", () => {
  assert.equal(frameAt(track([700, 400]), 900).t, 700);
  assert.equal(frameAt(track([], 700), 900).t, 700);
  assert.equal(frameAt(track([]), 900), null);
});

test("a film says which step it stands before, and at its end that the last is done", () => {
  const words = { step: "step {i} of 50", ended: "step 50 of 50 done" };
  assert.equal(placeText(words, 49, 40), "step 49 of 50 · t = 40");
  assert.equal(placeText(words, 50, 20), "step 50 of 50 · t = 20");
  assert.equal(placeText(words, 50, 0), "step 50 of 50 done · t = 0");
});
