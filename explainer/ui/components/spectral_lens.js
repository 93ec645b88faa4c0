// The spectral lens, in the visitor's browser for every t while the slider moves: x_t, the waves of the picture that
// still stand above the noise, what the network guessed, and the spectra of all of them.
// The server is told where the slider was let go, and nothing before that.

import { fixedPoint, fromPixels } from "../../javascript/decoding.js";
import { Echo } from "../../javascript/echo.js";
import { filled } from "../../javascript/filled.js";
import { Waves } from "../../javascript/fourier.js";
import { mix } from "../../javascript/noising.js";
import { numberText } from "../../javascript/numbers.js";
import {
  firstCovered,
  mixturePower,
  nearestOf,
  noiseLevel,
  shareOfWaves,
  standing,
} from "../../javascript/spectra.js";
import { nameFigure, paintSquare } from "./canvas_figures.js";
import { drawSpectra } from "./lens_plot.js";
import { Timeline } from "./noise_timeline.js";

const remembered = new WeakMap(); // state that outlives a rerun, per place in the page

export default function ({ parentElement: root, data, setStateValue }) {
  const state = remembered.get(root) ?? { id: null, echo: new Echo() };
  remembered.set(root, state);
  state.leave?.(); // the call before this one: Streamlit ends only the last, when the page is left
  if (state.id !== data.id) take(state, data); // only when picture or noise changed
  state.guesses = data.guesses.map(({ pixels }) => fromPixels(pixels));
  const lens = new SpectralLens(root, data, state);
  lens.nameEverything();
  const timeline = new Timeline(root, data, state, {
    draw: () => lens.draw(),
    tell: (t) => setStateValue("t", t),
  });
  lens.draw();
  for (const part of root.querySelectorAll("[hidden]")) part.hidden = false; // now that it has names
  if (state.playing) timeline.start();
  state.leave = () => timeline.leave();
  return state.leave;
}

function take(state, data) {
  state.id = data.id;
  state.x0 = fromPixels(data.x0);
  state.eps = fixedPoint(data.eps, data.eps_scale);
  state.waves = new Waves(state.x0, data.size, data.channels);
  state.left = { of: "", picture: state.x0 };
}

class SpectralLens {
  constructor(root, data, state) {
    Object.assign(this, { data, state });
    this.$ = (selector) => root.querySelector(selector);
  }

  // ---- what follows t

  draw() {
    const { data, state } = this;
    const t = +this.$(".timeline input").value;
    const alphaBar = data.alpha_bar[data.schedule][t];
    state.pending = 0;
    const kept = standing(data.spectra.picture, alphaBar);
    this.paint(".xt", mix(state.x0, state.eps, alphaBar));
    const left = this.left(kept);
    this.paint(".kept", (i) => left[i]);
    const nearest = nearestOf(
      data.guesses.map((guess) => guess.t),
      t,
    );
    this.paint(".guess", (i) => state.guesses[nearest][i]);
    this.say(t, kept, data.guesses[nearest].t);
    this.drawPlot(alphaBar, kept, data.guesses[nearest].power);
  }

  /** The picture's waves that stand; made anew only when others do. */
  left(kept) {
    const { state } = this;
    const of = kept.map(Number).join("");
    if (state.left.of !== of) state.left = { of, picture: state.waves.keep(kept) };
    return state.left.picture;
  }

  paint(selector, value) {
    paintSquare(this.$(`${selector} canvas`), value, this.data);
  }

  say(t, kept, guessed) {
    const { words, language } = this.data;
    const share = numberText(100 * shareOfWaves(kept, this.data.sizes), 1, language);
    this.caption(".xt", filled(words.xt_at, { t }));
    this.caption(".kept", filled(words.kept_share, { share }));
    this.caption(".guess", filled(words.guess_at, { t: guessed }));
    this.$("output").textContent = this.standingWords(t, kept);
    this.$(".timeline input").setAttribute("aria-valuetext", `${t}`);
  }

  caption(selector, text) {
    this.$(`${selector} figcaption span`).textContent = text;
    this.$(`${selector} canvas`).setAttribute("aria-label", text);
  }

  /** Up to which waves the noise leaves the picture, in waves per picture and in pixels of detail. */
  standingWords(t, kept) {
    const { words, language, size } = this.data;
    const edge = firstCovered(kept);
    if (edge === kept.length) return filled(words.all_stand, { t });
    if (edge === 1) return filled(words.none_stands, { t });
    const pixels = numberText(size / (2 * (edge - 1)), 1, language);
    return filled(words.stand_to, { t, n: edge - 1, pixels });
  }

  drawPlot(alphaBar, kept, guessed) {
    const { colours, spectra, words } = this.data;
    const mixed = mixturePower(spectra, alphaBar);
    const curves = [
      { powers: mixed, colour: colours.xt, width: 1.5 },
      { powers: guessed, colour: colours.x0hat, width: 2, dash: [8, 3] },
      { powers: spectra.picture, colour: colours.x0, width: 2.5 },
    ];
    const most = Math.max(...spectra.picture.slice(1));
    drawSpectra(this.$(".plots canvas"), curves, {
      level: noiseLevel(alphaBar),
      edge: firstCovered(kept),
      rings: kept.length,
      most,
      colours,
      words,
    });
  }

  // ---- what stands still

  nameEverything() {
    const { words, colours } = this.data;
    nameFigure(this.$(".x0"), "x₀", words.x0, colours.x0);
    nameFigure(this.$(".xt"), "xₜ", "", colours.xt);
    nameFigure(this.$(".kept"), "x₀", "", colours.x0);
    nameFigure(this.$(".guess"), "x̂₀", "", colours.x0hat);
    this.paint(".x0", (i) => this.state.x0[i]);
    this.$(".plots canvas").setAttribute("aria-label", words.plot);
    this.$(".legend").replaceChildren(
      this.legend("x₀", words.x0, "x0", "solid"),
      this.legend("xₜ/√ᾱ", words.xt, "xt", "solid"),
      this.legend("x̂₀", words.guess, "x0hat", "dashed"),
      this.legend("(1−ᾱ)/ᾱ", words.level, "eps", "dashed"),
    );
  }

  legend(symbol, text, quantity, dash) {
    const [item, strong] = [document.createElement("span"), document.createElement("b")];
    item.style.setProperty("--c", this.data.colours[quantity]);
    item.style.setProperty("--line", dash);
    strong.textContent = symbol;
    item.append(strong, ` ${text}`);
    return item;
  }
}
