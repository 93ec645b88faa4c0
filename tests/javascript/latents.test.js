// What a network in latents works on, as its codec's decoder wants it and as a picture of its channels.

import assert from "node:assert/strict";
import { test } from "node:test";
import { channelMaps, decodable } from "../../explainer/javascript/latents.js";

const latents = (more) => ({
  mean: [1, -2, 0],
  deviation: [2, 0.5, 1],
  picture: [3, 4, 4],
  columns: 2,
  ...more,
});

test("every channel of every picture gets its deviation and its mean", () => {
  const x = Float32Array.of(1, 2, 10, 20, 5, 6, 0, -1, 4, 8, 7, 9); // (2, 3, 2)
  const wanted = Float32Array.of(3, 5, 3, 8, 5, 6, 1, -1, 0, 2, 7, 9);
  assert.deepEqual(decodable(x, 2, latents()), wanted);
});

test("channels lie side by side in reading order, and what is left over is 0", () => {
  const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); // (3, 2, 2)
  // biome-ignore format: a picture
  const wanted = Float32Array.of(
    1, 2, 5, 6,
    3, 4, 7, 8,
    9, 10, 0, 0,
    11, 12, 0, 0,
  );
  assert.deepEqual(channelMaps(x, [2, 2], latents()), wanted);
});

test("each number is the largest square that fits, in the middle of the picture", () => {
  const x = Float32Array.of(1, 2, 3); // (3, 1, 1)
  // biome-ignore format: a picture
  const wanted = Float32Array.of(
    0, 1, 1, 2, 2, 0,
    0, 1, 1, 2, 2, 0,
    0, 3, 3, 0, 0, 0,
    0, 3, 3, 0, 0, 0,
  );
  assert.deepEqual(channelMaps(x, [1, 1], latents({ picture: [3, 4, 6] })), wanted);
  const odd = channelMaps(x, [1, 1], latents({ picture: [3, 5, 5] }));
  assert.deepEqual([...odd.subarray(0, 10)], [1, 1, 2, 2, 0, 1, 1, 2, 2, 0]);
});
