// The loss of a training over its updates, and the least that there can be.

import { numberText } from "../../javascript/numbers.js";
import { axis, line, plot, word } from "./plot.js";

const HIGHEST = 1.05; // a network that says nothing has about 1
const BELOW = 0.8; // the plot begins at this share of the least loss

/** @param {{ losses: number[], least: number, updates: number } | null} training */
export function drawLoss(canvas, training, { colours, words, language }) {
  plot(canvas, (pen, w, h) => {
    const updates = training?.updates ?? 0;
    axis(pen, w, h, ["0", `${numberText(updates, 0, language)} ${words.updates}`], colours.plain);
    if (!training) return;
    const low = BELOW * training.least;
    const height = (loss) => h - ((Math.min(loss, HIGHEST) - low) / (HIGHEST - low)) * h;
    const floor = height(training.least);
    const across = [
      [0, floor],
      [w, floor],
    ];
    line(pen, across, colours.eps, 1.5, [4, 3]);
    const least = `${words.least} ${numberText(training.least, 3, language)}`;
    word(pen, least, colours.eps, [0, floor + 16], { above: true, bottom: h });
    const last = Math.max(training.losses.length - 1, 1);
    const curve = training.losses.map((loss, i) => [(i / last) * w, height(loss)]);
    line(pen, curve, colours.x0hat, 2);
  });
}
