// Where a click on a picture of several maps falls, and where a mark on it stands.

/**
 * Several maps in one picture: so many columns, `side` pixels each, `gap` pixels between them.
 * @typedef {{ maps: number, columns: number, side: number, gap: number }} Sheet
 */

/**
 * Width and height of the picture, in its pixels.
 * @param {Sheet} sheet
 * @returns {[number, number]}
 */
export function sheetSize({ maps, columns, side, gap }) {
  const rows = Math.ceil(maps / columns);
  return [columns * (side + gap) - gap, rows * (side + gap) - gap];
}

/**
 * The map, row and column, each from 0, at a place that is x and y of the picture's size away from its
 * upper left corner; null where there is no map. A click between two maps counts for the one before.
 * @param {Sheet} sheet
 * @param {number} x
 * @param {number} y
 */
export function placeAt(sheet, x, y) {
  const [width, height] = sheetSize(sheet);
  const [across, column] = split(x * width, sheet);
  const [down, row] = split(y * height, sheet);
  const map = down * sheet.columns + across;
  return map < sheet.maps ? { map, row, column } : null;
}

/**
 * Which map along an axis, and which of its pixels.
 * @param {number} at
 * @param {Sheet} sheet
 * @returns {[number, number]}
 */
function split(at, { side, gap }) {
  const pixel = Math.max(0, Math.floor(at));
  const map = Math.floor(pixel / (side + gap));
  return [map, Math.min(pixel - map * (side + gap), side - 1)];
}

/**
 * Left, top, width and height of a map, or of one of its pixels, as shares of the picture.
 * @param {Sheet} sheet
 * @param {number} map
 * @param {{ row: number, column: number } | null} pixel
 */
export function markOn(sheet, map, pixel) {
  const [width, height] = sheetSize(sheet);
  const step = sheet.side + sheet.gap;
  const left = (map % sheet.columns) * step + (pixel?.column ?? 0);
  const top = Math.floor(map / sheet.columns) * step + (pixel?.row ?? 0);
  const size = pixel ? 1 : sheet.side;
  return { left: left / width, top: top / height, width: size / width, height: size / height };
}
