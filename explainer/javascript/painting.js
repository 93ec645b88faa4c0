// What somebody paints: the cells of a square, each a whole number, 0 where nothing was painted.

import { bytes } from "./decoding.js";

/** @typedef {[number, number]} Place in cells, from the left and from the top */
/** @typedef {{ width: number, value: number }} Brush how many cells wide, and what it leaves */

const MOST = 60; // strokes that can be taken back

/**
 * Paint what lies under a brush: every cell whose middle does, and the one that it points at.
 * @param {Uint8Array} cells n · n
 * @param {number} n
 * @param {Place} place
 * @param {Brush} brush
 */
export function dab(cells, n, [x, y], { width, value }) {
  const reach = width / 2;
  const [left, right] = [x - reach, x + reach].map((at) => clamp(at, n));
  const [top, bottom] = [y - reach, y + reach].map((at) => clamp(at, n));
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const isUnder = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= reach;
      const isOwn = column === Math.floor(x) && row === Math.floor(y);
      if (isUnder || isOwn) cells[row * n + column] = value;
    }
  }
}

/**
 * Paint from one place to another without gaps.
 * @param {Uint8Array} cells
 * @param {number} n
 * @param {Place} from
 * @param {Place} to
 * @param {Brush} brush
 */
export function line(cells, n, from, to, brush) {
  const steps = Math.max(1, Math.ceil(2 * Math.hypot(to[0] - from[0], to[1] - from[1])));
  for (let i = 0; i <= steps; i += 1) {
    const share = i / steps;
    dab(cells, n, [mid(from[0], to[0], share), mid(from[1], to[1], share)], brush);
  }
}

/**
 * Fill from one corner to the other, both counted.
 * @param {Uint8Array} cells
 * @param {number} n
 * @param {Place} from
 * @param {Place} to
 * @param {number} value
 */
export function rectangle(cells, n, from, to, value) {
  const [left, right] = [from[0], to[0]].map((at) => clamp(at, n)).sort((a, b) => a - b);
  const [top, bottom] = [from[1], to[1]].map((at) => clamp(at, n)).sort((a, b) => a - b);
  for (let row = top; row <= bottom; row += 1) {
    cells.fill(value, row * n + left, row * n + right + 1);
  }
}

/**
 * Paint all that has the same value as a place and touches it by a side; nothing beyond the edge.
 * @param {Uint8Array} cells
 * @param {number} n
 * @param {Place} place
 * @param {number} value
 */
export function fill(cells, n, place, value) {
  const [column, row] = place.map(Math.floor);
  const before = row >= 0 && row < n && column >= 0 && column < n ? cells[row * n + column] : value;
  const waiting = before === value ? [] : [row * n + column];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (cells[at] !== before) continue;
    cells[at] = value;
    if (at % n > 0) waiting.push(at - 1);
    if (at % n < n - 1) waiting.push(at + 1);
    if (at >= n) waiting.push(at - n);
    if (at < n * (n - 1)) waiting.push(at + n);
  }
}

/**
 * Whether a cell that somebody painted has a bare one beside it.
 *
 * @param {Uint8Array} cells
 * @param {number} n
 * @param {number} i
 * @returns {boolean}
 */
export function isEdge(cells, n, i) {
  const column = i % n;
  const beside = [i - n, i + n, column > 0 ? i - 1 : i, column < n - 1 ? i + 1 : i];
  return cells[i] > 0 && beside.some((j) => cells[j] === 0);
}

/** What was painted is not, and the other way round. @type {(cells: Uint8Array) => Uint8Array<ArrayBuffer>} */
export const inverted = (cells) => Uint8Array.from(cells, (value) => (value ? 0 : 1));

/**
 * Cells as text: so many bits for each, the first in the lowest, in base64.
 * @type {(cells: Uint8Array, bits: number) => string}
 */
export function packed(cells, bits) {
  const each = 8 / bits;
  const out = new Uint8Array(Math.ceil(cells.length / each));
  cells.forEach((value, i) => {
    out[Math.floor(i / each)] |= value << (bits * (i % each));
  });
  return btoa(String.fromCharCode(...out));
}

/** The way back, for so many cells. @type {(text: string, bits: number, count: number) => Uint8Array<ArrayBuffer>} */
export function unpacked(text, bits, count) {
  const each = 8 / bits;
  const from = bytes(text);
  const least = 2 ** bits - 1;
  return Uint8Array.from(
    { length: count },
    (_, i) => (from[Math.floor(i / each)] >> (bits * (i % each))) & least,
  );
}

/** Cells with what they were before every stroke, and after those that were taken back. */
export class Sheet {
  /** @param {Uint8Array<ArrayBuffer>} cells */
  constructor(cells) {
    this.cells = cells;
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.past = [];
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.future = [];
  }

  /** Remember the cells as they are: a stroke begins. */
  begin() {
    this.past = [...this.past, this.cells.slice()].slice(-MOST);
    this.future = [];
  }

  /** Other cells, as one stroke. @param {Uint8Array<ArrayBuffer>} cells */
  replace(cells) {
    this.begin();
    this.cells = cells;
  }

  /** Whether there was something to take back. */
  undo() {
    return this.move(this.past, this.future);
  }

  /** Whether there was something to put back. */
  redo() {
    return this.move(this.future, this.past);
  }

  /** @type {(from: Uint8Array<ArrayBuffer>[], to: Uint8Array<ArrayBuffer>[]) => boolean} */
  move(from, to) {
    const cells = from.pop();
    if (!cells) return false;
    to.push(this.cells);
    this.cells = cells;
    return true;
  }
}

/** @type {(at: number, n: number) => number} */
const clamp = (at, n) => Math.min(Math.max(Math.floor(at), 0), n - 1);

/** @type {(a: number, b: number, share: number) => number} */
const mid = (a, b, share) => a + (b - a) * share;
