// Where one looks in a frame of the film player: at the whole frame, one of its pictures, or a patch of that.

import { within } from "./arithmetic.js";
import { corner, pictureWidth } from "./montage.js";

/** @typedef {{pictures: number, columns: number, gap: number}} Frame */
/** @typedef {{picture: number | null, patch: [number, number] | null}} Zoom a patch by its middle in the picture, 0…1 */

const PATCH = 16; // pixels across, at the closest look

/** As far away as can be; a frame of one picture is that picture. @type {(frame: Frame) => Zoom} */
export const farthest = ({ pictures }) => ({ picture: pictures > 1 ? null : 0, patch: null });

/** Whether there is a farther look. @type {(zoom: Zoom, frame: Frame) => boolean} */
export const isZoomed = ({ picture, patch }, { pictures }) =>
  patch !== null || (pictures > 1 && picture !== null);

/**
 * One step closer, at the place (x, y) of the present view, 0…1; from the closest look back to the farthest.
 * @type {(zoom: Zoom, x: number, y: number, frame: Frame) => Zoom}
 */
export function nearer({ picture, patch }, x, y, frame) {
  if (patch) return farthest(frame);
  if (picture !== null) return { picture, patch: [x, y] };
  const rows = Math.ceil(frame.pictures / frame.columns);
  const i = Math.floor(y * rows) * frame.columns + Math.floor(x * frame.columns);
  return { picture: Math.min(i, frame.pictures - 1), patch: null };
}

/**
 * As near as before, one step aside: a sixteenth of the picture, or the next picture of the row or column.
 * @type {(zoom: Zoom, dx: number, dy: number, frame: Frame) => Zoom}
 */
export function moved({ picture, patch }, dx, dy, { pictures, columns }) {
  if (patch) {
    return { picture, patch: [within(patch[0] + dx / 16, 0, 1), within(patch[1] + dy / 16, 0, 1)] };
  }
  if (picture === null) return { picture, patch };
  return { picture: within(picture + dx + dy * columns, 0, pictures - 1), patch };
}

/**
 * The part of a frame of width × height pixels that is seen: [x, y, width, height].
 * @type {(zoom: Zoom, width: number, height: number, frame: Frame) => [number, number, number, number]}
 */
export function view({ picture, patch }, width, height, frame) {
  if (picture === null) return [0, 0, width, height];
  const size = pictureWidth(width, frame);
  const [x, y] = corner(picture, size, size, frame);
  if (!patch) return [x, y, size, size];
  const across = Math.min(PATCH, size);
  const begin = (/** @type {number} */ middle) =>
    Math.round(within(middle * size - across / 2, 0, size - across));
  return [x + begin(patch[0]), y + begin(patch[1]), across, across];
}

/** @typedef {{picture: number, column: number, row: number}} Pixel one of a picture of a frame */

/**
 * The pixel at the place (x, y), 0…1, of a view of a frame so wide; null between pictures and where there is none.
 * @type {(view: [number, number, number, number], x: number, y: number, width: number, frame: Frame) => Pixel | null}
 */
export function pixelAt([left, top, across, down], x, y, width, frame) {
  const size = pictureWidth(width, frame);
  const pitch = size + frame.gap;
  const inFrame = [
    Math.floor(left + within(x, 0, 1 - 1e-9) * across),
    Math.floor(top + within(y, 0, 1 - 1e-9) * down),
  ];
  const [i, j] = inFrame.map((at) => Math.floor(at / pitch));
  const [column, row] = [inFrame[0] - i * pitch, inFrame[1] - j * pitch];
  const picture = j * frame.columns + i;
  return column < size && row < size && picture < frame.pictures ? { picture, column, row } : null;
}

/**
 * Where a pixel lies in a view of a frame so wide: [left, top, width, height], 0…1 of the view; null if it is not seen.
 * @type {(view: [number, number, number, number], pixel: Pixel, width: number, frame: Frame) => [number, number, number, number] | null}
 */
export function placeOf([left, top, across, down], { picture, column, row }, width, frame) {
  const size = pictureWidth(width, frame);
  const [x, y] = corner(picture, size, size, frame);
  const place = [(x + column - left) / across, (y + row - top) / down];
  const seen = place.every((at) => at > -1e-9 && at < 1 - 1e-9);
  return seen ? [place[0], place[1], 1 / across, 1 / down] : null;
}

/**
 * The pixel beside another, within its picture of so many pixels across.
 * @type {(pixel: Pixel, dx: number, dy: number, size: number) => Pixel}
 */
export const beside = ({ picture, column, row }, dx, dy, size) => ({
  picture,
  column: within(column + dx, 0, size - 1),
  row: within(row + dy, 0, size - 1),
});
