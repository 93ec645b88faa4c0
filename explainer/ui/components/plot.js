// Small plots on a canvas, as wide as the page gives them room, as sharp as the screen is.

const AXIS = 14; // pixels below a plot, for the words of its axis

/** draw(pen, width, height) on an empty canvas, in the page's own pixels. */
export function plot(canvas, draw) {
  const box = canvas.getBoundingClientRect();
  const ratio = devicePixelRatio || 1;
  if (!box.width) return;
  const width = Math.round(box.width * ratio);
  const height = Math.round(box.height * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, box.width, box.height);
  pen.font = "11px sans-serif";
  draw(pen, box.width, box.height - AXIS);
}

/** A line through points [x, y]. */
export function line(pen, points, colour, width = 1.5, dash = []) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y); // the first one only moves there
  pen.stroke();
  pen.setLineDash([]);
}

/** The horizontal axis, with words at both ends. */
export function axis(pen, w, h, [left, right], colour) {
  const base = [
    [0, h],
    [w, h],
  ];
  line(pen, base, colour, 1);
  pen.fillStyle = colour;
  pen.textAlign = "left";
  pen.fillText(left, 0, h + 12);
  pen.textAlign = "right";
  pen.fillText(right, w, h + 12);
}

/** The name of a falling curve at one of its points: to the upper right, or to the lower left if that ends above `bottom`. */
export function word(pen, text, colour, [x, y], { above, bottom }) {
  const up = above || y + 16 > bottom;
  pen.fillStyle = colour;
  pen.textAlign = up ? "left" : "right";
  pen.fillText(text, x + (up ? 5 : -5), y + (up ? -4 : 12));
}
