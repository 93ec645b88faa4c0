// What the worker tells of a step, as the film player is told of it.

import { countLines } from "./device_report.js";

/** @typedef {{t: number, src: string, step: number}} Frame */
/** @typedef {{run: number, part: string, counting: {running: string[], done: string[]} | null}} Track */

/**
 * All tracks after one step of run `of`: those of its parts with a new frame, the others as they stood.
 * @param {object} news
 * @param {number} news.of
 * @param {Record<string, Frame> | null} news.frame by part; null where nothing is drawn
 * @param {boolean} news.kept whether the film keeps it
 * @param {Frame | null} news.result the run's picture, after its last step
 * @param {{tracks: Track[], result: object, language: string}} data `result`: how a result differs from other frames of x_t
 * @param {{live: (Frame | null)[], counts: import("./device_report.js").Count[]}} device what stood there before
 */
export function tracksAfter({ of, frame, kept, result }, data, { live, counts }) {
  const after = data.tracks.map((track, k) => {
    const numbers = countLines(counts[track.run], track.counting, data.language);
    const standing = { ...track, numbers };
    if (track.run !== of) return { ...standing, frames: [], live: live[k] };
    const drawn = frame?.[track.part];
    const frames = kept && drawn ? [drawn] : [];
    const last = result && track.part === "x_t" ? [{ ...result, ...data.result }] : [];
    return { ...standing, frames: [...frames, ...last], live: result ? null : (drawn ?? live[k]) };
  });
  return { tracks: after, live: after.map((track) => track.live) };
}
