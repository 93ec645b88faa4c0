// The plane itself with its timeline, its sentence, and the buttons beside it: what they are called and what they show.

import { filled } from "../../javascript/filled.js";
import { numberText } from "../../javascript/numbers.js";
import { mixedBy } from "../../javascript/plane/ideal.js";
import { drawLoss } from "./plane_loss.js";
import { drawScene } from "./plane_scene.js";
import { legendOf, SCENES } from "./plane_view.js";

const QUIET = 700; // ms without a change, before a reader of the screen is told

export class Stage {
  constructor(root, plane) {
    Object.assign(this, { root, plane });
    this.$ = (selector) => root.querySelector(selector);
    const hand = plane.hand;
    const press = {
      play: () => plane.play(),
      train: () => plane.train(),
      anew: () => plane.forget(),
      draw: () => plane.usePen(!hand.pen),
      first: () => this.useColour(0),
      second: () => this.useColour(1),
      undo: () => plane.pen.takeBack(),
      clear: () => plane.pen.clear(),
    };
    for (const [name, act] of Object.entries(press)) this.$(`button.${name}`).onclick = act;
    this.$(".time").oninput = () => this.moveTime();
    this.$(".time").onchange = () => plane.tell();
    this.$(".learned input").onchange = (event) => {
      plane.learned = event.target.checked;
      plane.request();
    };
  }

  useColour(colour) {
    this.plane.hand.colour = colour;
    this.plane.request();
  }

  moveTime() {
    const { plane } = this;
    plane.playing = false;
    const value = +this.$(".time").value;
    if (plane.isBack()) plane.at = value / +this.$(".time").max;
    else plane.values.t = value;
    plane.request();
  }

  // ---- what does not change while something moves

  name({ words, colours }) {
    this.$(".world").setAttribute("aria-label", words.plane);
    this.$(".loss").setAttribute("aria-label", words.loss);
    this.$("figcaption").textContent = words.loss;
    this.$(".learned span").textContent = words.learned;
    for (const name of ["anew", "draw", "first", "second", "undo", "clear"]) {
      this.$(`button.${name}`).textContent = words[name];
    }
    this.$("button.first").style.setProperty("--c", colours.x0);
    this.$("button.second").style.setProperty("--c", colours.conditional);
  }

  // ---- what does

  show() {
    const { plane } = this;
    const { model, values, data, at } = plane;
    const scene = SCENES[values.scene];
    const facts = { model, values, data, at };
    const time = model.isEmpty ? 0 : scene.time(facts);
    const view = model.isEmpty ? {} : scene.view({ ...facts, time });
    const mark = this.mark(time);
    this.root.dataset.scene = values.scene;
    drawScene(this.$(".world"), { ...view, points: model.points, mark }, data.colours);
    this.timeline(scene, facts);
    this.legend();
    const said = model.isEmpty ? data.words.said_empty : scene.said(facts);
    this.say([said, mark?.said].filter(Boolean).join(" "));
    this.buttons();
  }

  /** What counts where the pointer or the keys are. */
  mark(time) {
    const { model, hand, data } = this.plane;
    const place = hand.mark;
    if (!place || !time) return place && { place };
    const weights = model.weightsAt(place, time);
    const x0 = [0, 1].map((k) =>
      weights.reduce((sum, w, i) => sum + w * model.points.xy[2 * i + k], 0),
    );
    const n = numberText(mixedBy(weights), 0, data.language);
    return { place, weights, x0, said: filled(data.words.said_mark, { n }) };
  }

  legend() {
    const { model, values, data, learned } = this.plane;
    const { training } = model;
    const items = legendOf(values.scene, { learned: learned && training, training }, data.words);
    const key = JSON.stringify([items, data.colours]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    const made = items.map(([symbols, name]) => {
      const item = document.createElement("span");
      for (const [quantity, symbol] of Object.entries(symbols)) {
        const mark = document.createElement("b");
        mark.style.setProperty("--c", data.colours[quantity]);
        mark.textContent = symbol;
        item.append(mark);
      }
      item.append(name);
      return item;
    });
    this.$(".legend").replaceChildren(...made);
  }

  timeline(scene, facts) {
    const { plane } = this;
    const { words, held } = plane.data;
    const [back, slider] = [plane.isBack(), this.$(".time")];
    const max = back ? (plane.model.run?.n ?? 1) : plane.T;
    if (+slider.max !== max) slider.max = max;
    const value = back ? Math.round(plane.at * max) : plane.values.t;
    if (+slider.value !== value) slider.value = value;
    slider.disabled = this.$(".play").disabled = !back && held.includes("t");
    const label = back ? words.step : words.t;
    put(this.$(".timeline span"), label);
    slider.setAttribute("aria-label", label);
    put(this.$(".play"), plane.playing ? words.pause : words.play);
    put(this.$(".timeline output"), plane.model.isEmpty ? "" : scene.line(facts));
  }

  /** At once for the eye; for a reader of the screen when it has come to rest. */
  say(text) {
    if (!put(this.$(".said"), text)) return;
    clearTimeout(this.hearing);
    this.hearing = setTimeout(() => put(this.$(".heard"), text), QUIET);
  }

  buttons() {
    const { model, hand, data, drawing, learned } = this.plane;
    const { words } = data;
    const { training, isEmpty } = model;
    const begun = training?.updates ? words.go_on : words.train;
    put(this.$(".train"), training?.goes ? words.stop : begun);
    this.$(".train").disabled = isEmpty;
    this.$(".anew").disabled = !training;
    drawLoss(this.$(".loss"), training, data);
    const box = this.$(".learned input");
    box.disabled = !training?.updates;
    box.checked = Boolean(learned && training);
    this.root.classList.toggle("pens", hand.pen);
    this.$(".draw").setAttribute("aria-pressed", hand.pen);
    for (const [name, colour] of Object.entries({ first: 0, second: 1 })) {
      this.$(`button.${name}`).setAttribute("aria-pressed", hand.colour === colour);
    }
    for (const name of ["first", "second", "undo", "clear"]) {
      this.$(`button.${name}`).classList.toggle("gone", !hand.pen);
    }
    put(this.$(".hint"), hand.pen || drawing ? words.hint_pen : words.hint);
  }

  // when the page is left; one that is only drawn again still has to be heard
  leave() {
    clearTimeout(this.hearing);
  }
}

/** Write a text, if it is another one; whether it was. */
function put(place, text) {
  const other = place.textContent !== text;
  if (other) place.textContent = text;
  return other;
}
