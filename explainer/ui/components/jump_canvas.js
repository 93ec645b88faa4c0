// Where a jump would land, in the visitor's browser while t' is chosen: √ᾱ'·x̂0 + √(1−ᾱ')·ε̂, of one guess.
// The server is told where the slider was let go; it makes no call for it.

import { fixedPoint, fromPixels } from "../../javascript/decoding.js";
import { Echo } from "../../javascript/echo.js";
import { filled } from "../../javascript/filled.js";
import { mix } from "../../javascript/noising.js";
import { nameFigure, paintSquare } from "./canvas_figures.js";

const places = new WeakMap(); // what outlives a rerun, per place in the page

export default function ({ parentElement: root, data, setStateValue }) {
  const state = places.get(root) ?? { echo: new Echo() };
  places.set(root, state);
  const [x_t, guess] = [data.x_t, data.guess].map(fromPixels);
  const eps = fixedPoint(data.eps, data.eps_scale);
  const slider = root.querySelector("input");
  nameAll(root, data);
  paintSquare(root.querySelector(".xt canvas"), (i) => x_t[i], data);
  paintSquare(root.querySelector(".guess canvas"), (i) => guess[i], data);
  slider.min = data.low;
  slider.max = data.t - 1;
  slider.disabled = data.held;
  const isNews = state.echo.isNews("to", data.to); // to be asked in any case: it notes what the server has said
  if (state.t !== data.t || isNews) slider.value = data.to;
  state.t = data.t;
  const draw = () => land(root, data, mix(guess, eps, data.alpha_bar[+slider.value]));
  slider.oninput = draw;
  slider.onchange = () => {
    if (state.echo.isToBeSent("to", +slider.value)) setStateValue("to", +slider.value);
  };
  draw();
  for (const part of root.querySelectorAll("[hidden]")) part.hidden = false; // now that it has names
}

function land(root, data, value) {
  const to = root.querySelector("input").value;
  const text = filled(data.words.landing, { t: to });
  paintSquare(root.querySelector(".landing canvas"), value, data);
  root.querySelector(".landing figcaption span").textContent = text;
  root.querySelector(".landing canvas").setAttribute("aria-label", text);
  root.querySelector(".range span").textContent = filled(data.words.to, { t: to });
  root.querySelector("input").setAttribute("aria-valuetext", to);
}

function nameAll(root, { words, colours }) {
  nameFigure(root.querySelector(".xt"), "xₜ", words.here, colours.xt);
  nameFigure(root.querySelector(".guess"), "x̂₀", words.guess, colours.x0hat);
  nameFigure(root.querySelector(".landing"), "xₜ′", "", colours.xt);
  root.querySelector("input").setAttribute("aria-label", words.choose);
}
