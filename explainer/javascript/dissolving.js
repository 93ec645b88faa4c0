// Start's film. A place in it is a number from 0 to 2·T: up to T it goes from the picture, t = 0, into noise, t = T,
// and from there back to t = 0; from t = `turn` on it is the network that goes back, and before that nobody but the formula.

/** What one sees. @typedef {"picture" | "out" | "again" | "network" | "end"} Part */

/** t at a place. @type {(place: number, T: number) => number} */
export const timeAt = (place, T) => T - Math.abs(T - place);

/** @type {(place: number, T: number, turn: number) => Part} */
export function partAt(place, T, turn) {
  if (place <= 0) return "picture";
  if (place <= T) return "out";
  if (place < 2 * T - turn) return "again";
  return place < 2 * T ? "network" : "end";
}

/**
 * Which of the network's pictures one sees at t: the last that it had made by then.
 * @param {number[]} times their t, falling from `turn` to 0
 * @param {number} t
 * @returns {number}
 */
export function pictureAt(times, t) {
  let i = 0;
  while (i + 1 < times.length && times[i + 1] >= t) i += 1;
  return i;
}

/**
 * Where the film is after so many seconds of playing. It waits for the network where that is not ready.
 * @param {number} place
 * @param {number} seconds
 * @param {{T: number, turn: number, whole: number, ready: boolean}} film `whole`: seconds from its first place to its last
 */
export function placeAfter(place, seconds, { T, turn, whole, ready }) {
  const last = ready ? 2 * T : 2 * T - turn;
  return Math.max(place, Math.min(last, place + (seconds / whole) * 2 * T));
}
