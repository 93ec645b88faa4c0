// A montage: pictures in rows of `columns`, `gap` pixels apart, one after another.

/** @typedef {{columns: number, gap: number}} Montage */

/** How many pixels across and down so many pictures need. @type {(n: number, w: number, h: number, of: Montage) => [number, number]} */
export const montageSize = (n, w, h, { columns, gap }) => [
  columns * (w + gap) - gap,
  Math.ceil(n / columns) * (h + gap) - gap,
];

/** The upper left corner of picture i. @type {(i: number, w: number, h: number, of: Montage) => [number, number]} */
export const corner = (i, w, h, { columns, gap }) => [
  (i % columns) * (w + gap),
  Math.floor(i / columns) * (h + gap),
];

/** How wide a picture is in a montage of this width. @type {(width: number, of: Montage) => number} */
export const pictureWidth = (width, { columns, gap }) => (width + gap) / columns - gap;
