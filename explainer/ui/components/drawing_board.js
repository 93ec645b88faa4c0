// A square of cells to paint: a picture in a few colours, or a mask over one. The server is told when a stroke has ended.

import { bytes } from "../../javascript/decoding.js";
import { Echo } from "../../javascript/echo.js";
import {
  fill,
  inverted,
  isEdge,
  line,
  packed,
  rectangle,
  Sheet,
  unpacked,
} from "../../javascript/painting.js";
import { Hand } from "./drawing_hand.js";

const QUIET = 1000; // ms without a new stroke until the server is told of the last
const VEIL = [0.75, 0.45]; // how much covers the picture under a mask, in turn, so that it is no colour of the picture
const EDGE = 1; // and along its edge, so that a hole is seen from far away

const kept = new WeakMap(); // the board outlives a rerun, with what could be taken back

export default function ({ parentElement: root, data, setStateValue }) {
  const board = kept.get(root) ?? new Board(root.querySelector(".board"));
  kept.set(root, board);
  board.update(data, setStateValue);
  return () => board.leave();
}

class Board {
  constructor(root) {
    Object.assign(this, { root, echo: new Echo(), kind: "brush", width: 1 });
    this.$ = (selector) => root.querySelector(selector);
    this.paper = this.$(".paper");
    this.hand = new Hand(this.paper, {
      press: (place) => this.press(place),
      drag: (place) => this.drag(place),
      lift: () => this.lift(),
      moved: (by) => this.moved(by),
      undo: () => this.act("undo"),
      redo: () => this.act("redo"),
    });
  }

  // ---- what the server says, and what it is told

  update(data, send) {
    const words = JSON.stringify([data.words, data.palette, data.colour, data.tools, data.held]);
    const stays = this.data?.colour === data.colour && data.palette[this.colour - 1]?.offered;
    Object.assign(this, { data, send, colour: stays ? this.colour : data.colour });
    if (this.echo.isNews("painted", data.painted) || this.n !== data.size) this.adopt();
    this.ground = bytes(data.ground);
    this.hand.held = data.held;
    this.root.style.setProperty("--c", data.frame);
    if (words !== this.words) {
      this.words = words;
      this.name();
      this.root.hidden = false; // now that it has names
    }
    this.show();
  }

  adopt() {
    const { size, bits, painted } = this.data;
    const cells = unpacked(painted, bits, size * size);
    if (this.n === size) this.sheet.replace(cells);
    else this.sheet = new Sheet(cells);
    this.hand.n = this.n = size;
    this.paper.width = this.paper.height = size;
  }

  tellSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.tell(), QUIET);
  }

  tell() {
    clearTimeout(this.soon);
    this.soon = 0;
    const painted = packed(this.sheet.cells, this.data.bits);
    if (this.echo.isToBeSent("painted", painted)) this.send("painted", painted);
  }

  leave() {
    if (this.soon) this.tell();
  }

  // ---- strokes

  get value() {
    if (this.kind === "eraser") return 0;
    return this.data.palette.length ? this.colour : 1;
  }

  press(place) {
    clearTimeout(this.soon);
    this.sheet.begin();
    Object.assign(this, { from: place, start: place, before: this.sheet.cells.slice() });
    this.drag(place);
  }

  drag(place) {
    const { cells } = this.sheet;
    if (this.kind === "rectangle") {
      cells.set(this.before);
      rectangle(cells, this.n, this.start, place, 1);
    } else if (this.kind === "fill") {
      if (place === this.start) fill(cells, this.n, place, this.value);
    } else {
      const brush = { width: this.data.brushes[this.width], value: this.value };
      line(cells, this.n, this.from, place, brush);
    }
    this.from = place;
    this.show();
  }

  lift() {
    this.tellSoon();
    this.say(this.data.words.painted);
    this.show();
  }

  act(name) {
    if (this.data.held) return;
    const { sheet } = this;
    const done = name === "undo" || name === "redo" ? sheet[name]() : this.replace(name);
    if (!done) return;
    this.say(this.data.words[`${name}_done`]);
    this.tellSoon();
    this.show();
  }

  replace(name) {
    const { cells } = this.sheet;
    this.sheet.replace(name === "invert" ? inverted(cells) : new Uint8Array(cells.length));
    return true;
  }

  // ---- what is seen and heard

  show() {
    const context = this.paper.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(this.n, this.n);
    this.sheet.cells.forEach((value, i) => {
      image.data.set(this.pixel(value, i), 4 * i);
    });
    context.putImageData(image, 0, 0);
    this.showMark();
    for (const [name, list] of [
      ["undo", this.sheet.past],
      ["redo", this.sheet.future],
    ]) {
      this.$(`.${name}`).setAttribute("aria-disabled", String(!list.length));
    }
  }

  pixel(value, i) {
    const ground = this.ground.subarray(3 * i, 3 * i + 3);
    if (!value) return [...ground, 255];
    const { palette, veil } = this.data;
    if (palette.length) return [...palette[value - 1].rgb, 255];
    const share = isEdge(this.sheet.cells, this.n, i)
      ? EDGE
      : VEIL[(i + Math.floor(i / this.n)) % 2];
    return [...veil.map((level, d) => share * level + (1 - share) * ground[d]), 255];
  }

  showMark() {
    const mark = this.$(".mark");
    const place = this.data.held ? null : this.hand.mark;
    mark.style.visibility = place ? "visible" : "hidden";
    if (!place) return;
    const isSquare = ["rectangle", "fill"].includes(this.kind);
    const wide = isSquare ? 1 : this.data.brushes[this.width];
    mark.classList.toggle("square", isSquare);
    const share = (cells) => `${(100 * cells) / this.n}%`;
    Object.assign(mark.style, { width: share(wide), height: share(wide) });
    Object.assign(mark.style, {
      left: share(place[0] - wide / 2),
      top: share(place[1] - wide / 2),
    });
  }

  moved(by) {
    this.showMark();
    if (by !== "keys") return;
    const [column, row] = this.hand.mark.map(Math.ceil);
    const value = this.sheet.cells[(row - 1) * this.n + column - 1];
    const { words, palette } = this.data;
    const what = value ? (palette[value - 1]?.name ?? words.covered) : words.bare;
    this.say(words.at.replace("{row}", row).replace("{column}", column).replace("{what}", what));
  }

  say(text) {
    this.$(".heard").textContent = text;
  }

  // ---- made once for a language

  name() {
    const { words, palette, tools, brushes } = this.data;
    this.paper.setAttribute("aria-label", words.label);
    this.$(".hint").textContent = words.hint;
    const kinds = tools.map((kind) => [kind, words[kind]]);
    this.choice(".kinds", words.tools, kinds, "kind");
    const sizes = brushes.map((_, i) => [i, words[`brush_${i}`]]);
    const dots = this.choice(".brushes", words.brushes, sizes, "width");
    for (const [i, label] of dots.entries()) label.style.setProperty("--w", `${6 + 7 * i}px`);
    const colours = palette.map(({ name }, i) => [i + 1, name]);
    const swatches = this.choice(".palette", words.palette, colours, "colour");
    for (const [i, label] of swatches.entries()) {
      label.style.setProperty("--p", `rgb(${palette[i].rgb})`);
      label.classList.toggle("gone", !palette[i].offered);
    }
    for (const name of ["undo", "redo", "invert", "clear"]) this.button(name);
    this.$(".invert").classList.toggle("gone", palette.length > 0);
    this.$(".palette").classList.toggle("gone", !palette.length);
    this.root.classList.toggle("held", this.data.held);
    this.$(".tools").classList.toggle("gone", this.data.held);
  }

  button(name) {
    const button = this.$(`.${name}`);
    button.textContent = this.data.words[name];
    button.onclick = () => this.act(name);
  }

  choice(selector, title, options, name) {
    const labels = options.map(([value, text]) => {
      const [label, input, said] = ["label", "input", "span"].map((tag) =>
        document.createElement(tag),
      );
      const group = selector.slice(1);
      Object.assign(input, { type: "radio", name: group, checked: this[name] === value });
      input.onchange = () => this.take(name, value);
      said.textContent = label.title = text;
      label.append(input, said);
      return label;
    });
    this.$(selector).setAttribute("aria-label", title);
    this.$(selector).replaceChildren(...labels);
    return labels;
  }

  take(name, value) {
    this[name] = value;
    // a colour is to be painted with
    if (name === "colour" && this.kind === "eraser") this.$(".kinds input").click();
  }
}
