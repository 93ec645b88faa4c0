// What is seen of a plane: points, arrows, paths and a mark, on a square canvas.

import { plot } from "./plot.js";

export const REACH = 3; // from −REACH to REACH both ways
const ROWS = 19; // of arrows
const LENGTH = 0.85; // of the longest arrow, of the space between two
const STRONG = 1.5; // an arrow of this length is drawn nearly as long as it can be
const TURN = 2 * Math.PI;

/** The places of the arrows, x, y, x, y, … */
export const GRID = Float64Array.from({ length: 2 * ROWS * ROWS }, (_, i) => {
  const at = i & 1 ? Math.floor(i / 2 / ROWS) : (i >> 1) % ROWS;
  return (((at + 0.5) / ROWS) * 2 - 1) * REACH;
});

/** Draw `view`: its points, what else there is of arrows, paths, dots and a mark. */
export function drawScene(canvas, view, colours) {
  plot(canvas, (pen, side) => {
    drawAxes(pen, side, colours.plain);
    for (const { eps, colour } of view.arrows ?? []) drawArrows(pen, side, eps, colour);
    if (view.paths) drawPaths(pen, side, view.paths, colours.xt);
    drawPoints(pen, side, view.points, { colours, radius: 4 });
    if (view.dots) drawDots(pen, side, view.dots, { colour: colours.xt, radius: 2.5, alpha: 0.75 });
    if (view.mark) drawMark(pen, side, view, colours);
  });
}

/** A small picture of some points. */
export function drawThumbnail(canvas, points, colours) {
  plot(canvas, (pen, side) => drawPoints(pen, side, points, { colours, radius: 1.3 }));
}

const onScreen = (side, x, y) => [(x / REACH / 2 + 0.5) * side, (0.5 - y / REACH / 2) * side];

/** Where on the plane something on the screen is; `share` of the canvas from its upper left corner. */
export const onPlane = ([right, down]) => [(2 * right - 1) * REACH, (1 - 2 * down) * REACH];

function drawAxes(pen, side, colour) {
  pen.globalAlpha = 0.25;
  pen.fillStyle = colour;
  pen.fillRect(0, side / 2, side, 1);
  pen.fillRect(side / 2, 0, 1, side);
  pen.globalAlpha = 1;
}

/** The points of both classes: discs of the one, squares of the other. */
function drawPoints(pen, side, { xy, classes }, { colours, radius }) {
  const disc = xy.filter((_, i) => classes[i >> 1] === 0);
  drawDots(pen, side, disc, { colour: colours.x0, radius, alpha: 0.9 });
  pen.fillStyle = colours.conditional;
  pen.globalAlpha = 0.9;
  for (let i = 0; i < classes.length; i += 1) {
    if (classes[i] === 0) continue;
    const [x, y] = onScreen(side, xy[2 * i], xy[2 * i + 1]);
    pen.fillRect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
  }
  pen.globalAlpha = 1;
}

function drawDots(pen, side, xy, { colour, radius, alpha }) {
  pen.fillStyle = colour;
  pen.globalAlpha = alpha;
  pen.beginPath();
  for (let i = 0; i < xy.length; i += 2) {
    const [x, y] = onScreen(side, xy[i], xy[i + 1]);
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, TURN);
  }
  pen.fill();
  pen.globalAlpha = 1;
}

/** Where the field moves a place: against the noise that it finds there, −ε̂. */
function drawArrows(pen, side, eps, colour) {
  const longest = (LENGTH * side) / ROWS;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.globalAlpha = 0.65;
  pen.beginPath();
  for (let i = 0; i < eps.length; i += 2) {
    const size = Math.hypot(eps[i], eps[i + 1]);
    if (!(size > 0)) continue;
    const length = (longest * Math.tanh(size / STRONG)) / size;
    const [x, y] = onScreen(side, GRID[i], GRID[i + 1]);
    arrow(pen, [x, y], [-eps[i] * length, eps[i + 1] * length]);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

function arrow(pen, [x, y], [right, down]) {
  const tip = [x + right / 2, y + down / 2];
  pen.moveTo(x - right / 2, y - down / 2);
  pen.lineTo(...tip);
  for (const turn of [0.35, -0.35]) {
    pen.moveTo(...tip);
    pen.lineTo(
      tip[0] - 0.35 * (right - turn * 2 * down),
      tip[1] - 0.35 * (down + turn * 2 * right),
    );
  }
}

/** The ways of the first few samples, from where they began to where they are. */
function drawPaths(pen, side, { places, now, few }, colour) {
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.3;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let k = 0; k < 2 * few; k += 2) {
    pen.moveTo(...onScreen(side, places[0][k], places[0][k + 1]));
    for (const place of places) pen.lineTo(...onScreen(side, place[k], place[k + 1]));
    pen.lineTo(...onScreen(side, now[k], now[k + 1]));
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** A place, the points that count there, each line as strong as its weight, and their mean. */
function drawMark(pen, side, { mark, points }, colours) {
  const [x, y] = onScreen(side, ...mark.place);
  pen.strokeStyle = colours.x0hat;
  const most = Math.max(...(mark.weights ?? [0]));
  for (let i = 0; mark.weights && i < mark.weights.length; i += 1) {
    const share = mark.weights[i] / most;
    if (share < 0.02) continue;
    pen.globalAlpha = 0.15 + 0.6 * share;
    pen.lineWidth = 0.5 + 1.5 * share;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(...onScreen(side, points.xy[2 * i], points.xy[2 * i + 1]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  if (mark.x0) ring(pen, onScreen(side, ...mark.x0), 7);
  pen.strokeStyle = colours.plain;
  cross(pen, [x, y], 6);
}

function ring(pen, [x, y], radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, TURN);
  pen.stroke();
}

function cross(pen, [x, y], size) {
  pen.beginPath();
  pen.moveTo(x - size, y);
  pen.lineTo(x + size, y);
  pen.moveTo(x, y - size);
  pen.lineTo(x, y + size);
  pen.stroke();
}
