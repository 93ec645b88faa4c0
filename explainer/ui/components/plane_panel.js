// The controls beside the plane: made once, then kept in step with what holds.

import { numberText } from "../../javascript/numbers.js";
import { drawThumbnail } from "./plane_scene.js";

const GROUPS = { scene: ".scenes", shape: ".shapes", toward: ".toward" };
const DIALS = { steps: 0, w: 1 }; // and the digits of each

export class Panel {
  // set(name, value) while a control moves, tell() when it was let go
  constructor(root, data, { set, tell }) {
    Object.assign(this, { root, data, set, tell });
    this.$ = (selector) => root.querySelector(selector);
    this.radios = Object.fromEntries(Object.keys(GROUPS).map((name) => [name, this.group(name)]));
    this.drawThumbnails();
    for (const name of Object.keys(DIALS)) this.dial(name);
    this.sampler();
    this.checkbox("noise_back");
    for (const name of this.data.hidden) this.part(name)?.classList.add("gone");
  }

  part(name) {
    return this.$(GROUPS[name] ?? `[data-name=${name}]`);
  }

  isHeld(name) {
    return this.data.held.includes(name);
  }

  // ---- made once

  group(name) {
    const { words, options, labels } = this.data;
    const place = this.$(GROUPS[name]);
    place.setAttribute("aria-label", labels[name]);
    const made = options[name].map((value) => this.radio(name, value, words[`${name}_${value}`]));
    place.replaceChildren(...made.map(({ parentElement }) => parentElement));
    return made;
  }

  radio(name, value, text) {
    const [label, input, said] = ["label", "input", "span"].map((tag) =>
      document.createElement(tag),
    );
    Object.assign(input, { type: "radio", name, value, disabled: this.isHeld(name) });
    said.textContent = text;
    label.append(input, ...(name === "shape" ? [document.createElement("canvas")] : []), said);
    input.onchange = () => this.choose(name, value);
    return input;
  }

  choose(name, value) {
    this.set(name, value);
    this.tell();
  }

  dial(name) {
    const { labels, limits } = this.data;
    const part = this.part(name);
    const input = part.querySelector("input");
    const [min, max, step] = limits[name];
    Object.assign(input, { min, max, step, disabled: this.isHeld(name) });
    part.querySelector("span").textContent = labels[name];
    input.oninput = () => this.set(name, +input.value);
    input.onchange = () => this.tell();
  }

  sampler() {
    const { labels, options } = this.data;
    const select = this.$("select");
    this.part("sampler").querySelector("span").textContent = labels.sampler;
    select.replaceChildren(...options.sampler.map((name) => new Option(name, name)));
    select.disabled = this.isHeld("sampler");
    select.onchange = () => this.choose("sampler", select.value);
  }

  checkbox(name) {
    const part = this.part(name);
    const input = part.querySelector("input");
    part.querySelector("span").textContent = this.data.labels[name];
    input.disabled = this.isHeld(name);
    input.onchange = () => this.choose(name, input.checked);
  }

  drawThumbnails() {
    const { shapes, colours } = this.data;
    for (const input of this.radios.shape) {
      drawThumbnail(input.nextElementSibling, shapes[input.value], colours);
    }
  }

  // ---- kept in step

  show(values, { drawing }) {
    for (const [name, radios] of Object.entries(this.radios)) {
      for (const radio of radios) {
        const checked = radio.value === values[name] && !(name === "shape" && drawing);
        if (radio.checked !== checked) radio.checked = checked;
      }
    }
    for (const [name, digits] of Object.entries(DIALS)) {
      const [input, output] = this.part(name).querySelectorAll("input, output");
      if (+input.value !== values[name]) input.value = values[name];
      const text = numberText(values[name], digits, this.data.language);
      if (output.textContent !== text) output.textContent = text;
    }
    this.$("select").value = values.sampler;
    const noise = this.part("noise_back").querySelector("input");
    noise.checked = values.noise_back;
    noise.disabled = this.isHeld("noise_back") || values.sampler !== "ddpm";
    this.part("w").classList.toggle(
      "gone",
      values.toward === "none" || this.data.hidden.includes("w"),
    );
  }
}
