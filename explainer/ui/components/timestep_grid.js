// A curve of timesteps over the steps of a run, whose points are dragged up and down, by mouse, finger or keys.

import { Echo } from "../../javascript/echo.js";
import { line, moved, nearest, typed } from "../../javascript/timestep_grid.js";

const KEYS = { ArrowUp: 5, ArrowRight: 5, ArrowDown: -5, ArrowLeft: -5, PageUp: 50, PageDown: -50 };
// where along the steps the name of a rule stands beside its curve, clear of the others, and on which side
const PLACES = {
  even: { at: 0.75, below: false },
  quadratic: { at: 0.3, below: true },
  snr_even: { at: 0.6, below: true },
  karras: { at: 0.5, below: false },
};
const QUIET = 500; // ms without a key until the server is told

const kept = new WeakMap(); // what has been moved outlives a rerun

export default function ({ parentElement: root, data, setStateValue }) {
  const grid = kept.get(root) ?? new TimestepGrid(root.querySelector(".grid"));
  kept.set(root, grid);
  grid.update(data, setStateValue);
  return () => grid.leave();
}

class TimestepGrid {
  constructor(root) {
    Object.assign(this, { root, echo: new Echo(), grid: [], pointer: null });
    this.$ = (selector) => root.querySelector(selector);
    const board = this.$(".board");
    board.onpointerdown = (event) => this.press(event);
    board.onpointermove = (event) => this.drag(event);
    board.onpointerup = board.onpointercancel = (event) => this.lift(event);
  }

  update(data, send) {
    Object.assign(this, { data, send });
    if (this.echo.isNews("points", typed(data.grid)) || this.grid[0] !== data.grid[0]) {
      this.grid = data.grid;
    }
    for (const [name, value] of Object.entries(data.colours)) {
      this.root.style.setProperty(`--${name}`, value);
    }
    this.root.classList.toggle("held", data.held);
    this.$(".top").textContent = data.words.top;
    this.$(".bottom").textContent = data.words.bottom;
    this.$(".points").setAttribute("aria-label", data.words.label);
    this.drawRules();
    this.show();
    this.root.hidden = false;
  }

  // ---- a pointer moves the point of its column, wherever it is pressed

  placeOf(event) {
    const { left, top, width, height } = this.$(".board").getBoundingClientRect();
    return [(event.clientX - left) / width, 1 - (event.clientY - top) / height];
  }

  press(event) {
    if (this.pointer !== null || event.button > 0 || this.data.held) return;
    const [share] = this.placeOf(event);
    Object.assign(this, { pointer: event.pointerId, at: nearest(this.grid, share) });
    this.$(".board").setPointerCapture(event.pointerId);
    this.drag(event);
  }

  drag(event) {
    if (event.pointerId !== this.pointer) return;
    this.move(this.at, this.placeOf(event)[1] * this.grid[0]);
  }

  lift(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.tell();
  }

  // ---- keys

  key(event, i) {
    const by = KEYS[event.key];
    if (!by || this.data.held) return;
    event.preventDefault();
    this.move(i, this.grid[i] + (event.shiftKey ? Math.sign(by) : by));
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.tell(), QUIET);
  }

  // ---- what is moved, told and seen

  move(i, t) {
    this.grid = moved(this.grid, i, t);
    this.show();
    this.$(".hint").textContent = this.said(i);
  }

  said(i) {
    return this.data.words.at.replace("{i}", i).replace("{t}", this.grid[i]);
  }

  tell() {
    clearTimeout(this.soon);
    this.soon = 0;
    const points = typed(this.grid);
    if (this.echo.isToBeSent("points", points)) this.send("points", points);
  }

  leave() {
    if (this.soon) this.tell();
  }

  show() {
    const inner = this.grid.length - 2;
    const points = this.$(".points");
    while (points.children.length > inner) points.lastChild.remove();
    while (points.children.length < inner) points.append(this.point(points.children.length + 1));
    [...points.children].forEach((button, k) => {
      this.place(button, k + 1);
    });
    this.own.setAttribute("points", line(this.grid));
    if (this.pointer === null && !this.soon) this.$(".hint").textContent = this.data.words.hint;
  }

  point(i) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", onkeydown: (event) => this.key(event, i) });
    button.setAttribute("role", "slider");
    button.setAttribute("aria-orientation", "vertical");
    return button;
  }

  place(button, i) {
    const { grid } = this;
    button.style.left = `${(100 * i) / (grid.length - 1)}%`;
    button.style.top = `${100 - (100 * grid[i]) / grid[0]}%`;
    const said = {
      label: this.data.words.step.replace("{i}", i),
      valuemin: grid[i + 1] + 1,
      valuemax: grid[i - 1] - 1,
      valuenow: grid[i],
      valuetext: `t = ${grid[i]}`,
      disabled: this.data.held,
    };
    for (const [name, value] of Object.entries(said)) button.setAttribute(`aria-${name}`, value);
  }

  drawRules() {
    const svg = this.$("svg");
    const make = () => document.createElementNS(svg.namespaceURI, "polyline");
    this.own = make();
    this.own.classList.add("own");
    const lines = this.data.rules.map(({ grid }) => {
      const made = make();
      made.setAttribute("points", line(grid));
      return made;
    });
    svg.replaceChildren(...lines, this.own);
    this.$(".names").replaceChildren(...this.data.rules.map((rule) => this.nameOf(rule)));
  }

  nameOf({ grid, name, rule }) {
    const label = Object.assign(document.createElement("span"), { textContent: name });
    const steps = grid.length - 1;
    const { at, below } = PLACES[rule];
    const i = Math.min(steps - 1, Math.max(1, Math.round(at * steps)));
    label.classList.toggle("below", below);
    label.style.left = `${(100 * i) / steps}%`;
    label.style.top = `${100 - (100 * grid[i]) / grid[0]}%`;
    return label;
  }
}
