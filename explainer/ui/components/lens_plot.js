// The plot of the spectral lens: power over the fineness of waves, both logarithmic, and the noise that rises over it.

import { line, plot } from "./plot.js";

const LEAST = 1e-3; // of a power; a logarithm has no zero
const HEADROOM = 3; // times the picture's strongest ring
const TICKS = [1, 2, 4, 8, 16, 32, 64, 128];

/** The curves {points, colour, width, dash} over rings from 1 on, the noise at its `level`, and where it begins to cover. */
export function drawSpectra(canvas, curves, { level, edge, rings, most, colours, words }) {
  plot(canvas, (pen, w, h) => {
    const top = Math.log10(Math.max(1, most) * HEADROOM);
    const bottom = Math.log10(LEAST);
    const x = (k) => (Math.log(Math.max(1, k)) / Math.log(rings - 1)) * w;
    const y = (power) => {
      const place = (Math.log10(Math.max(power, LEAST)) - bottom) / (top - bottom);
      return h - Math.min(1, place) * (h - 4);
    };
    flood(pen, w, h, y(level), colours.eps);
    ticks(pen, h, { x, rings, colour: colours.plain });
    for (const { powers, colour, width, dash } of curves) {
      const points = powers.slice(1).map((power, i) => [x(i + 1), y(power)]);
      line(pen, points, colour, width, dash);
    }
    if (edge > 0 && edge < rings) cursor(pen, x(edge - 0.5), h, colours.xt);
    names(pen, w, words, colours.plain);
  });
}

/** The noise, from its level down. */
function flood(pen, w, h, level, colour) {
  pen.fillStyle = colour;
  pen.globalAlpha = 0.16;
  pen.fillRect(0, level, w, h - level);
  pen.globalAlpha = 1;
  const surface = [
    [0, level],
    [w, level],
  ];
  line(pen, surface, colour, 2, [6, 4]);
}

function ticks(pen, h, { x, rings, colour }) {
  pen.fillStyle = colour;
  for (const k of TICKS.filter((tick) => tick < rings)) {
    const upright = [
      [x(k), h],
      [x(k), h + 3],
    ];
    line(pen, upright, colour, 1);
    pen.textAlign = k === 1 ? "left" : "center";
    pen.fillText(`${k}`, x(k), h + 13);
  }
}

/** From here on the noise is stronger. */
function cursor(pen, at, h, colour) {
  const upright = [
    [at, 0],
    [at, h],
  ];
  line(pen, upright, colour, 1.5, [2, 3]);
}

function names(pen, w, { power, coarse, fine }, colour) {
  pen.fillStyle = colour;
  pen.textAlign = "left";
  pen.fillText(`↑ ${power}`, 4, 11);
  pen.textAlign = "right";
  pen.fillText(`${coarse} → ${fine}`, w, 11);
}
