// The sentences under the plane, with their numbers. The words come from the server.

import { filled } from "../device_report.js";
import { numberText } from "../numbers.js";
import { landed, ofClass, pointsOf, spread } from "./measures.js";

/** @typedef {{ words: Record<string, string>, language: string }} Tongue */

/**
 * How a dot's place is known at t, which mixes so many of all points.
 * @param {{ level: import("./levels.js").Level, mixed: number, all: number }} found
 * @param {Tongue} tongue
 */
export function saidOfNoise({ level, mixed, all }, { words, language }) {
  if (level.t === 0) return words.said_clean;
  const [signal, noise] = [level.signal, level.noise].map((v) => numberText(v, 2, language));
  const n = numberText(mixed, 0, language);
  return filled(words.said_noise, { t: level.t, signal, noise, n, all });
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
