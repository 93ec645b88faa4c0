// The three plots below the noise canvas.

import { histogram, normalDensity } from "../../javascript/histogram.js";
import { logPlace, powers } from "../../javascript/spectrum.js";
import { axis, line, plot } from "./plot.js";

const BINS = 48;
const REACH = 3.2; // the histogram's values go from −REACH to REACH
const TOP = 0.8; // and its densities to this

/** ᾱ over t, of every schedule, and where t is. */
export function drawCurve(canvas, { alpha_bar, names, schedule, colours }, t) {
  const T = alpha_bar[schedule].length - 1;
  plot(canvas, (pen, w, h) => {
    const place = (name, s) => [(s / T) * w, h - alpha_bar[name][s] * (h - 4)];
    axis(pen, w, h, ["t = 0", `t = ${T}`], colours.plain);
    for (const name of names) {
      const points = [];
      for (let s = 0; s <= T; s += 10) points.push(place(name, s));
      if (name === schedule) line(pen, points, colours.xt, 2.5);
      else line(pen, points, colours.plain, 1);
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
export function drawHistogram(canvas, { colours }, xt) {
  plot(canvas, (pen, w, h) => {
    axis(pen, w, h, [`−${REACH}`, `${REACH}`], colours.plain);
    pen.fillStyle = colours.xt;
    pen.globalAlpha = 0.7;
    histogram(xt, BINS, REACH).forEach((density, i) => {
      const bar = Math.min(1, density / TOP) * h;
      pen.fillRect((i / BINS) * w, h - bar, w / BINS - 0.5, bar);
    });
    pen.globalAlpha = 1;
    line(pen, normalCurve(w, h), colours.eps, 2);
  });
}

function normalCurve(w, h) {
  const points = [];
  for (let i = 0; i <= 64; i += 1) {
    const v = (i / 64 - 0.5) * 2 * REACH;
    points.push([(i / 64) * w, h - (normalDensity(v) / TOP) * h]);
  }
  return points;
}

/** The power of x0, ε and x_t at every frequency. */
export function drawSpectrum(canvas, { spectrum, colours, words }, alphaBar) {
  const { x0, eps, xt } = powers(spectrum, alphaBar);
  const last = xt.length - 1;
  plot(canvas, (pen, w, h) => {
    const points = (power) =>
      power.slice(1).map((value, i) => {
        const [across, up] = logPlace(i + 1, value, last);
        return [across * w, h - up * h];
      });
    axis(pen, w, h, [words.coarse, words.fine], colours.plain);
    line(pen, points(x0), colours.x0, 1.5, [5, 3]);
    line(pen, points(eps), colours.eps, 1.5, [2, 3]);
    line(pen, points(xt), colours.xt, 2.5);
  });
}
