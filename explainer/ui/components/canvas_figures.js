// Figures of small square pictures that a component computes: painting them, and what stands under them.

import { paintInterleaved } from "../../javascript/pixels.js";

/** Paint a picture of `size` by `size` pixels: value(k) at place k of (size, size, channels), flat. */
export function paintSquare(canvas, value, { size, channels }) {
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const image = context.createImageData(size, size);
  paintInterleaved(image.data, value, channels);
  context.putImageData(image, 0, 0);
}

/** Give a figure its symbol, its words and the colour of its quantity. */
export function nameFigure(figure, symbol, text, colour) {
  const strong = document.createElement("b");
  const span = document.createElement("span");
  figure.style.setProperty("--c", colour);
  strong.textContent = `${symbol} `;
  span.textContent = text;
  figure.querySelector("figcaption").replaceChildren(strong, span);
  figure.querySelector("canvas").setAttribute("aria-label", text);
}
