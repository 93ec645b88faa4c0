// The sentences under the plane, with their numbers. The words come from the server.

import { filled } from "../filled.js";
import { numberText } from "../numbers.js";
import { landed, ofClass, pointsOf, spread } from "./measures.js";

/** @typedef {{ words: Record<string, string>, language: string }} Tongue */

/**
 * How much is known of a dot at t: the exact field mixes so many of all points.
 * @param {{ t: number, mixed: number, all: number }} found
 * @param {Tongue} tongue
 */
export function saidOfNoise({ t, mixed, all }, { words, language }) {
  if (t === 0) return words.said_clean;
  return filled(words.said_noise, { t, n: numberText(mixed, 0, language), all });
}

/**
 * Where a finished run has ended.
 * @param {import("./run.js").Run} run
 * @param {import("./ideal.js").Points} points
 * @param {Tongue} tongue
 */
export function saidOfEnd(run, points, { words }) {
  const found = { ...landed(run.end, points.xy), points: points.classes.length };
  return filled(words.said_landed, { n: run.n, calls: run.calls, ...found });
}

/**
 * What guidance towards a class has made of the samples.
 * @param {Float64Array} samples
 * @param {import("./ideal.js").Points} points
 * @param {{ w: number, toward: number }} guidance
 * @param {Tongue} tongue
 */
export function saidOfGuidance(samples, points, { w, toward }, { words, language }) {
  const own = pointsOf(points, toward);
  const [wide, wanted] = [samples, own].map((xy) => numberText(spread(xy), 2, language));
  const right = ofClass(samples, points, toward);
  const all = samples.length / 2;
  return filled(words.said_guided, {
    ...{ w: numberText(w, 1, language), right, all },
    ...{ spread: wide, own: wanted },
  });
}

/**
 * How far a training has come.
 * @param {{ updates: number, loss: number | null, least: number }} training
 * @param {{ t: number, off: number }} at the arrows' difference at t, as a share of their length
 * @param {Tongue} tongue
 */
export function saidOfLearning({ updates, loss, least }, { t, off }, { words, language }) {
  if (loss === null) return words.said_untrained;
  return filled(words.said_learning, {
    ...{ n: updates, t },
    loss: numberText(loss, 3, language),
    least: numberText(least, 3, language),
    percent: numberText(100 * off, 0, language),
  });
}
