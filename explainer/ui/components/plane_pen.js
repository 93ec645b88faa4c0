// The plane under a hand: a mark that shows what counts where it is, and a pen that draws points; both by keys, too.

import { onPlane, REACH } from "./plane_scene.js";

const MOST = 400; // points of a drawing
const APART = 0.12; // of two points that are drawn in one go
const [STEP, STRIDE] = [0.1, 0.5]; // of the mark at an arrow key, without Shift and with it
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Pen {
  // changed: a point was added, moved: the mark was moved
  constructor(canvas, state, { changed, moved }) {
    Object.assign(this, { canvas, state, changed, moved, pointer: null });
    canvas.onpointerdown = (event) => this.press(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.lift(event);
    canvas.onpointerleave = () => this.leave();
    canvas.onkeydown = (event) => this.key(event);
    canvas.onblur = () => this.leave();
  }

  placeOf(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return onPlane([(event.clientX - left) / width, (event.clientY - top) / height]);
  }

  // the first finger counts, others do not

  press(event) {
    if (this.pointer !== null || event.button > 0) return;
    this.state.mark = this.placeOf(event);
    if (this.state.pen) {
      this.canvas.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      this.put(this.state.mark);
    }
    this.moved();
  }

  move(event) {
    if (this.pointer !== null && event.pointerId !== this.pointer) return;
    const place = this.placeOf(event);
    this.state.mark = place;
    if (this.pointer !== null && this.isApart(place)) this.put(place);
    this.moved();
  }

  isApart([x, y]) {
    const { xy } = this.state.drawn;
    return !xy.length || Math.hypot(x - xy.at(-2), y - xy.at(-1)) >= APART;
  }

  lift(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  leave() {
    if (this.pointer !== null) return;
    this.state.mark = null;
    this.moved();
  }

  key(event) {
    const { state } = this;
    const way = ARROWS[event.key];
    if (way) {
      const by = event.shiftKey ? STRIDE : STEP;
      const at = state.mark ?? [0, 0];
      state.mark = at.map((value, k) => Math.min(Math.max(value + way[k] * by, -REACH), REACH));
    } else if (state.pen && [" ", "Enter"].includes(event.key)) {
      state.mark ??= [0, 0];
      this.put(state.mark);
    } else if (state.pen && event.key === "Backspace") this.takeBack();
    else return;
    event.preventDefault();
    this.moved();
  }

  put(place) {
    const { drawn, colour } = this.state;
    if (drawn.classes.length >= MOST) return;
    drawn.xy.push(...place);
    drawn.classes.push(colour);
    this.changed();
  }

  takeBack() {
    this.state.drawn.xy.splice(-2);
    this.state.drawn.classes.pop();
    this.changed();
  }

  clear() {
    this.state.drawn = { xy: [], classes: [] };
    this.changed();
  }
}
