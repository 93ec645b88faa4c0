// The tracks of the film player: one canvas each, with what it shows written below.

import { corner } from "../../javascript/montage.js";

export const textLine = (text) =>
  Object.assign(document.createElement("span"), { textContent: text });

/** The parts of one track, not yet in the page; the canvas shows what the one `before` shows, until it is drawn. */
export function trackFigure({ dashed, large }, before) {
  const [figure, stage, canvas, pixel, caption, symbol, name, numbers] = [
    ...["figure", "div", "canvas", "div", "figcaption", "b", "span", "div"],
  ].map((tag) => document.createElement(tag));
  figure.className = `${dashed ? "dashed" : ""} ${large ? "large" : ""}`;
  canvas.setAttribute("role", "button"); // it is a picture too, but what it does must be found
  canvas.tabIndex = 0;
  if (before) keepLooking(canvas, before);
  stage.className = "stage";
  numbers.className = "numbers";
  Object.assign(pixel, { className: "pixel", hidden: true });
  stage.append(canvas, pixel);
  caption.append(symbol, name, numbers);
  figure.append(stage, caption);
  return { figure, stage, canvas, pixel, symbol, name, numbers };
}

// nothing flashes between two films
function keepLooking(canvas, before) {
  canvas.className = "before";
  Object.assign(canvas, { width: before.width, height: before.height });
  canvas.getContext("2d").drawImage(before, 0, 0);
}

/** Which picture this is, in its corner. */
export function cornerLabel(text, i, { columns, pictures }) {
  const element = Object.assign(textLine(text), { className: "label" });
  const [column, row] = corner(i, 1, 1, { columns, gap: 0 });
  element.style.setProperty("--w", `${100 / columns}%`);
  element.style.setProperty("--x", `${(100 * column) / columns}%`);
  element.style.setProperty("--y", `${(100 * row) / Math.ceil(pictures / columns)}%`);
  return element;
}

/** A part [x, y, width, height] of a picture fills the canvas, pixel by pixel. */
export function drawView(canvas, image, [x, y, width, height]) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.className = "";
  canvas.getContext("2d").drawImage(image, x, y, width, height, 0, 0, width, height);
}
