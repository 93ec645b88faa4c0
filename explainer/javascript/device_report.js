// What a run on the visitor's device says of itself. The words come from the server.

import { median, sum } from "./arithmetic.js";
import { filled } from "./filled.js";
import { numberText } from "./numbers.js";

/**
 * How far one of the runs is; of its ms, so many were needed to decode latents.
 * @typedef {{step: number, calls: number, ms: number, decoding: number, ended?: boolean}} Count
 */

/** @type {(ms: number, language: string) => string} */
const seconds = (ms, language) => numberText(ms / 1000, 1, language);

/**
 * What stands under a track.
 * @param {Count} count
 * @param {{running: string[], done: string[]} | null} words nothing for a track that counts nothing
 * @param {string} language of the numbers
 * @returns {string[]}
 */
export function countLines({ step, calls, ms, ended }, words, language) {
  const lines = words ? words[ended ? "done" : "running"] : [];
  return lines.map((text) => filled(text, { i: step, calls, seconds: seconds(ms, language) }));
}

/**
 * What may be said of two pictures: each text from so many dB on, for outlines that are so far apart at most,
 * where 1 is as far as `unit`.
 * @typedef {{unit: number, kinds: [number, number, string][]}} Verdicts
 */

/**
 * What is said of two pictures that are so far apart.
 * @param {{psnr: number, outlines: number} | null} found in dB, Infinity where they are the same; null where there is
 *   one picture only
 * @param {Verdicts | null} verdicts
 * @param {string} language of the numbers
 * @returns {string}
 */
export function verdict(found, verdicts, language) {
  if (!found || !verdicts) return "";
  const apart = found.outlines / verdicts.unit;
  const fits = verdicts.kinds.find(([least, most]) => found.psnr >= least && apart <= most);
  return filled(fits?.[2] ?? "", {
    psnr: numberText(found.psnr, 1, language),
    apart: numberText(100 * apart, 0, language),
  });
}

/**
 * The line under the film while steps go by.
 * @param {number[]} times ms of every step so far, of all runs
 * @param {number} n steps of all runs
 * @param {string} text
 */
export const stepLine = (times, n, text) =>
  filled(text, { i: times.length, n, ms: Math.round(median(times)) });

/**
 * The line under the film at the end.
 * @param {number[]} times ms of every step, of all runs
 * @param {number} n steps of all runs
 * @param {Count[]} counts of each run
 * @param {string} text
 * @param {string} language of the numbers
 */
export const doneLine = (times, n, counts, text, language) =>
  filled(text, {
    n,
    calls: sum(counts.map(({ calls }) => calls)),
    seconds: seconds(sum(counts.map(({ ms }) => ms)), language),
    ms: Math.round(median(times)),
  });

/**
 * What follows it where latents were decoded.
 * @param {Count[]} counts of each run
 * @param {string} text
 * @param {string} language of the numbers
 */
export function decodingLine(counts, text, language) {
  const ms = sum(counts.map(({ decoding }) => decoding));
  return ms ? filled(text, { seconds: seconds(ms, language) }) : "";
}
