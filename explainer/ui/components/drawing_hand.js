// A hand over a square of cells: mouse, finger or pen, and the keys that move a mark and paint where it is.

import { ARROWS } from "../../javascript/keys.js";

const STRIDE = 8; // cells that an arrow key moves the mark with Shift

export class Hand {
  // press(place), drag(place), lift() of a stroke; moved(by): the mark is elsewhere; undo() and redo() by keys
  constructor(canvas, told) {
    Object.assign(this, { canvas, told, n: 1, mark: null, keyed: null, pointer: null });
    canvas.onpointerdown = (event) => this.press(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.lift(event);
    canvas.onpointerleave = () => this.leave();
    canvas.onkeydown = (event) => this.key(event);
    canvas.onkeyup = (event) => this.release(event);
    canvas.onblur = () => this.blur();
  }

  placeOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const at = [(event.clientX - left) / width, (event.clientY - top) / height];
    return at.map((share) => share * this.n);
  }

  // ---- a pointer: the first finger counts, others do not

  press(event) {
    if (this.pointer !== null || event.button > 0 || this.held) return;
    this.pointer = event.pointerId;
    this.keyed = null;
    this.canvas.setPointerCapture(event.pointerId);
    this.mark = this.placeOf(event);
    this.told.press(this.mark);
  }

  move(event) {
    if (this.pointer !== null && event.pointerId !== this.pointer) return;
    this.mark = this.placeOf(event);
    if (this.pointer === null) return this.told.moved("pointer");
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length ? between : [event]) this.told.drag(this.placeOf(each));
  }

  lift(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    if (event.pointerType !== "mouse") this.mark = null;
    this.told.lift();
  }

  leave() {
    if (this.pointer !== null || this.keyed) return;
    this.mark = null;
    this.told.moved("pointer");
  }

  // ---- keys: the mark stands in the middle of a cell

  key(event) {
    if (event.ctrlKey || event.metaKey) return this.shortcut(event);
    if (ARROWS[event.key]) this.step(ARROWS[event.key], event.shiftKey ? STRIDE : 1);
    else if ([" ", "Enter"].includes(event.key)) this.down(event.repeat);
    else if (event.key === "Backspace") this.told.undo();
    else return;
    event.preventDefault();
  }

  shortcut(event) {
    const key = event.key.toLowerCase();
    if (!["y", "z"].includes(key)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.told.redo();
    else this.told.undo();
  }

  step([across, down], by) {
    const [x, y] = this.keyed ? this.mark : [this.n / 2, this.n / 2];
    const moved = [x + across * by, y + down * by];
    this.mark = moved.map((at) => Math.min(Math.max(Math.floor(at), 0), this.n - 1) + 0.5);
    const paints = this.keyed === "down";
    this.keyed ??= "up";
    if (paints) this.told.drag(this.mark);
    this.told.moved("keys");
  }

  down(isRepeated) {
    if (isRepeated || this.held) return;
    if (!this.keyed) this.step([0, 0], 0);
    this.keyed = "down";
    this.told.press(this.mark);
  }

  release(event) {
    if (this.keyed !== "down" || ![" ", "Enter"].includes(event.key)) return;
    this.keyed = "up";
    this.told.lift();
  }

  blur() {
    if (this.keyed === "down") this.told.lift();
    this.keyed = this.mark = null;
    this.told.moved("pointer");
  }
}
