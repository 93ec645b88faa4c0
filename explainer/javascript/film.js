// The frames of one or two walks side by side, all known by their t, which falls from T to 0.

/** @typedef {{t: number, src: string, step: number}} Frame */
/**
 * @typedef {object} Track
 * @property {Map<number, Frame>} frames what the film keeps, by t, in order
 * @property {Frame | null} live the newest one of a run that goes on, which is not kept
 * @property {{numbers?: string[] | null}} look name, symbol, colour, numbers
 */

/**
 * Take note of what a message brings. Messages may come late: the newest decides how the tracks look.
 * @param {{tracks: Track[], number: number}} film
 * @param {{tracks: ({numbers?: string[] | null} & {frames: Frame[], live: Frame | null})[], number?: number}} message
 * @param {(frame: Frame) => Frame} load begins to load the picture of a frame
 */
export function addFrames(film, message, load) {
  const number = message.number ?? film.number;
  const newest = number >= film.number;
  if (newest) film.number = number;
  message.tracks.forEach((news, k) => {
    const track = film.tracks[k];
    for (const frame of news.frames) {
      if (!track.frames.has(frame.t)) track.frames.set(frame.t, load(frame));
    }
    if (!newest) return;
    track.look = { ...news, numbers: news.numbers ?? track.look?.numbers ?? [] };
    track.live = news.live ? load(news.live) : null;
  });
}

/** Every t at which there is something to see, falling. @type {(tracks: Track[]) => number[]} */
export function timesOf(tracks) {
  const times = new Set(tracks.flatMap((track) => [...track.frames.keys()]));
  const live = Math.min(...tracks.map((track) => track.live?.t ?? Number.POSITIVE_INFINITY));
  if (Number.isFinite(live)) times.add(live);
  return [...times].sort((a, b) => b - a);
}

/**
 * The last place of a slider over `count` frames, of a walk of which this `share` (0…1) is done: while it
 * goes on, what is still to come has its place behind them.
 * @type {(count: number, share: number) => number}
 */
export function lastPlace(count, share) {
  const newest = Math.max(0, count - 1);
  return share > 0 && share < 1 ? Math.max(newest, Math.round(newest / share)) : newest;
}

/**
 * Where a track stands at time t: its last frame that is not beyond t, or else its first.
 * @type {(track: Track, t: number) => Frame | null | undefined}
 */
export function frameAt({ frames, live }, t) {
  let best = null;
  for (const frame of live ? [...frames.values(), live] : frames.values()) {
    if (frame.t >= t && (!best || frame.t < best.t)) best = frame;
  }
  return best ?? frames.values().next().value ?? live;
}

/**
 * Which step a film stands at: what it shows at t > 0 is seen before that step is made, and t = 0 comes after the last.
 * @param {{step: string, ended: string}} words with the step's number at {i}
 * @param {number} step
 * @param {number} t
 */
export const placeText = ({ step: before, ended }, step, t) =>
  `${t > 0 ? before.replace("{i}", String(step)) : ended} · t = ${t}`;
