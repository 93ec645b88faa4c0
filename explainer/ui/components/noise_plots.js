// The two plots below the noise canvas.

import { histogram, normalDensity } from "../../javascript/histogram.js";
import { numberText } from "../../javascript/numbers.js";
import { axis, line, plot, word } from "./plot.js";

const BINS = 48;
const REACH = 3.2; // the histogram's values go from −REACH to REACH
const LABEL = 46; // of the normal curve's points, the one that its name stands at
const TOP = 0.8; // and its densities to this

/** ᾱ over t, of every schedule, and where t is. */
export function drawCurve(canvas, { alpha_bar, names, labels, schedule, colours }, t) {
  const T = alpha_bar[schedule].length - 1;
  plot(canvas, (pen, w, h) => {
    const place = (name, s) => [(s / T) * w, h - alpha_bar[name][s] * (h - 4)];
    axis(pen, w, h, ["t = 0", `t = ${T}`], colours.plain);
    for (const name of names) {
      const points = [];
      for (let s = 0; s <= T; s += 10) points.push(place(name, s));
      const [colour, width] = name === schedule ? [colours.xt, 2.5] : [colours.plain, 1];
      line(pen, points, colour, width);
      const [at, side] = labels[name];
      word(pen, name, colour, place(name, at), { above: side === "top right", bottom: h });
    }
    const [x, y] = place(schedule, t);
    const upright = [
      [x, 0],
      [x, h],
    ];
    line(pen, upright, colours.xt, 1, [2, 3]);
    dot(pen, x, y, colours.xt);
  });
}

function dot(pen, x, y, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, 5, 0, 7);
  pen.fill();
}

/** The values of x_t, and the normal distribution that they come to. */
export function drawHistogram(canvas, { colours, words, language }, xt) {
  plot(canvas, (pen, w, h) => {
    const ends = [-REACH, REACH].map((end) => numberText(end, 1, language));
    axis(pen, w, h, ends, colours.plain);
    pen.fillStyle = colours.xt;
    pen.globalAlpha = 0.7;
    histogram(xt, BINS, REACH).forEach((density, i) => {
      const bar = Math.min(1, density / TOP) * h;
      pen.fillRect((i / BINS) * w, h - bar, w / BINS - 0.5, bar);
    });
    pen.globalAlpha = 1;
    for (const end of [-1, 1]) markEnd(pen, end, w, h, colours.plain);
    const curve = normalCurve(w, h);
    line(pen, curve, colours.eps, 2);
    word(pen, words.normal, colours.eps, curve[LABEL], { above: true, bottom: h });
  });
}

/** Where black or white is: beyond, a picture cannot show it. */
function markEnd(pen, value, w, h, colour) {
  const x = (value / REACH / 2 + 0.5) * w;
  const upright = [
    [x, 0],
    [x, h],
  ];
  line(pen, upright, colour, 1, [2, 3]);
  pen.fillStyle = colour;
  pen.textAlign = "center";
  pen.fillText(`${value}`.replace("-", "−"), x, h + 12);
}

function normalCurve(w, h) {
  const points = [];
  for (let i = 0; i <= 64; i += 1) {
    const v = (i / 64 - 0.5) * 2 * REACH;
    points.push([(i / 64) * w, h - (normalDensity(v) / TOP) * h]);
  }
  return points;
}
