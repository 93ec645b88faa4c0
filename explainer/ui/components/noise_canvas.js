// x_t = √ᾱ·x0 + √(1−ᾱ)·ε in the visitor's browser, for every t while the slider moves.
// The server is told where the slider was let go, and nothing before that.

import { fixedPoint, fromPixels } from "../../javascript/decoding.js";
import { Echo } from "../../javascript/echo.js";
import { coefficients, mix, snr, timeOfNoise } from "../../javascript/noising.js";
import { numberText } from "../../javascript/numbers.js";
import { nameFigure, paintSquare } from "./canvas_figures.js";
import { drawCurve, drawHistogram } from "./noise_plots.js";
import { Timeline } from "./noise_timeline.js";

const kept = new WeakMap(); // state that outlives a rerun, per place in the page

export default function ({ parentElement: root, data, setStateValue }) {
  const state = kept.get(root) ?? { id: null, echo: new Echo() };
  kept.set(root, state);
  state.leave?.(); // the call before this one: Streamlit ends only the last, when the page is left
  if (state.id !== data.id) decode(state, data); // only when picture or noise changed
  const canvas = new NoiseCanvas(root, data, state);
  canvas.nameEverything();
  canvas.drawIngredients();
  const timeline = new Timeline(root, data, state, {
    draw: () => canvas.draw(),
    tell: (t) => setStateValue("t", t),
  });
  canvas.draw();
  for (const part of root.querySelectorAll("[hidden]")) part.hidden = false; // now that it has names
  if (state.playing) timeline.start();
  state.leave = () => timeline.leave();
  return state.leave;
}

function decode(state, data) {
  state.id = data.id;
  state.x0 = fromPixels(data.x0);
  state.eps = fixedPoint(data.eps, data.eps_scale);
  state.xt = new Float32Array(state.x0.length);
}

class NoiseCanvas {
  constructor(root, data, state) {
    Object.assign(this, { data, state });
    this.$ = (selector) => root.querySelector(selector);
    this.choices = root.querySelectorAll(".choice span");
    this.alphaBars = data.alpha_bar[data.schedule];
  }

  // ---- what follows t

  draw() {
    const t = +this.$(".timeline input").value;
    const alphaBar = this.alphaBars[t];
    this.state.pending = 0;
    this.drawMixture(t, alphaBar);
    this.sayNumbers(t, alphaBar);
    drawCurve(this.$(".curve canvas"), this.data, t);
    drawHistogram(this.$(".histogram canvas"), this.data, this.state.xt);
    this.drawSchedules(t, alphaBar);
  }

  drawMixture(t, alphaBar) {
    const { x0, eps, xt } = this.state;
    const value = mix(x0, eps, alphaBar);
    for (let i = 0; i < xt.length; i += 1) xt[i] = value(i);
    this.paint(this.$(".xt canvas"), (i) => xt[i]);
    this.$(".xt figcaption span").textContent = `t = ${t}`;
    this.$(".xt canvas").setAttribute("aria-label", `${this.data.words.xt}, t = ${t}`);
  }

  sayNumbers(t, alphaBar) {
    const { words, language } = this.data;
    const [signal, noise] = coefficients(alphaBar).map((part) => numberText(part, 3, language));
    const decibels = numberText(snr(alphaBar), 1, language);
    this.$(".signal").textContent = signal;
    this.$(".noise").textContent = noise;
    const term = this.$("output a");
    term.href = this.data.snr_means;
    term.previousElementSibling.textContent = `t = ${t} · ${words.signal} ${signal} · ${words.noise} ${noise} · `;
    term.nextElementSibling.textContent = ` ${decibels} dB`;
    this.$(".timeline input").setAttribute("aria-valuetext", `${t}`);
  }

  // all schedules: at this t, or where each has this much noise
  drawSchedules(t, alphaBar) {
    const { names, schedule, colours, alpha_bar, language } = this.data;
    const equalNoise = this.$("input[value=snr]").checked;
    names.forEach((name, i) => {
      const at = equalNoise ? timeOfNoise(alpha_bar[name], alphaBar) : t;
      const own = alpha_bar[name][at];
      const figure = this.$(".trio").children[i];
      const [canvas, caption] = figure.children;
      figure.className = name === schedule ? "chosen" : "";
      figure.style.setProperty("--c", name === schedule ? colours.xt : colours.plain);
      this.paint(canvas, mix(this.state.x0, this.state.eps, own));
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${name}, t = ${at}`);
      caption.textContent = `${name}, t = ${at}, ᾱ = ${numberText(own, 3, language)}`;
    });
  }

  paint(canvas, value) {
    paintSquare(canvas, value, this.data);
  }

  // ---- what stands still

  drawIngredients() {
    const { x0, eps } = this.state;
    this.paint(this.$(".x0 canvas"), (i) => x0[i]);
    this.paint(this.$(".eps canvas"), (i) => eps[i]);
  }

  nameEverything() {
    const { words, colours } = this.data;
    this.name(".x0", "x₀", words.x0, "x0");
    this.name(".eps", "ε", words.eps, "eps");
    this.name(".xt", "xₜ", "", "xt");
    this.name(".curve", "ᾱ", words.curve, "xt");
    this.name(".histogram", "", words.histogram, "xt");
    this.$(".signal").style.setProperty("--c", colours.x0);
    this.$(".noise").style.setProperty("--c", colours.eps);
    this.$(".choice").setAttribute("aria-label", words.schedules);
    this.choices.forEach((choice, i) => {
      choice.textContent = [words.equal_t, words.equal_snr][i];
    });
    this.makeSchedules();
  }

  name(selector, symbol, text, quantity) {
    nameFigure(this.$(selector), symbol, text, this.data.colours[quantity]);
  }

  makeSchedules() {
    const trio = this.$(".trio");
    const { names } = this.data;
    if (trio.children.length === names.length) return;
    const figures = names.map(() => document.createElement("figure"));
    for (const figure of figures) {
      figure.append(document.createElement("canvas"), document.createElement("figcaption"));
    }
    trio.replaceChildren(...figures);
  }
}
