// The visitor's picture dissolves into noise, by the formula and here, and comes back in pictures that the network
// made on the server. They come later than the film begins: `frame_feed` carries them here.

import { fixedPoint, fromPixels } from "../../javascript/decoding.js";
import { partAt, pictureAt, placeAfter, timeAt } from "../../javascript/dissolving.js";
import { mix } from "../../javascript/noising.js";
import { paintInterleaved } from "../../javascript/pixels.js";

const kept = new WeakMap(); // state that outlives a rerun, per place in the page
const WHOLE = 10; // seconds from the picture to what comes back
const LOOK = 600; // milliseconds in which one sees the picture before it begins to dissolve
const STOPS = 8; // of a film without motion, each so many milliseconds
const STOP = 900;
const LONGEST = 0.5; // seconds between two pictures: a page that was out of sight goes on where it was

export default function ({ parentElement: root, data }) {
  const state = kept.get(root) ?? { id: null, place: 0, playing: false };
  kept.set(root, state);
  state.leave?.(); // the call before this one: Streamlit ends only the last, when the page is left
  const film = new DissolvingFilm(root, data, state);
  if (state.id !== data.id) film.begin();
  film.nameParts();
  film.listen();
  film.takePictures();
  if (state.playing) film.start(state.wait);
  state.leave = () => film.leave();
  return state.leave;
}

class DissolvingFilm {
  constructor(root, data, state) {
    Object.assign(this, { root, data, state });
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { figure: $("figure"), canvas: $("canvas"), slider: $("input") });
    Object.assign(this, { play: $(".play"), output: $("output"), said: $(".said") });
    this.symbol = $("figcaption b");
    this.ends = root.querySelectorAll(".ends i");
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.T = data.alpha_bar.length - 1;
  }

  // another picture: it is looked at first, and plays once by itself; a new crop of it only shows itself
  begin() {
    const { data, state } = this;
    const isSecond = state.id !== null;
    this.halt();
    Object.assign(state, { id: data.id, place: 0, times: null, pictures: null, wait: 0 });
    state.x0 = fromPixels(data.x0);
    state.eps = fixedPoint(data.eps, data.eps_scale);
    globalThis.noisewalkSeen ??= new Set();
    const seen = globalThis.noisewalkSeen;
    if (isSecond && data.subject !== state.subject)
      this.figure.scrollIntoView({ block: "nearest" });
    state.subject = data.subject;
    if (seen.has(data.subject) || this.still) return;
    seen.add(data.subject);
    Object.assign(state, { playing: true, wait: LOOK });
  }

  nameParts() {
    const { data, slider, play, T } = this;
    const { words } = data;
    slider.max = 2 * T;
    slider.step = T / 100;
    slider.setAttribute("aria-label", words.slider);
    play.textContent = this.state.playing ? words.pause : words.play;
    [words.start, words.middle, words.finish].forEach((word, i) => {
      this.ends[i].textContent = word;
    });
    this.draw();
    this.figure.hidden = false;
  }

  listen() {
    const { slider, play, canvas, state } = this;
    slider.oninput = () => {
      this.halt();
      state.place = +slider.value;
      state.pending ||= requestAnimationFrame(() => this.draw());
    };
    play.onclick = () => this.toggle();
    canvas.onclick = () => this.toggle();
  }

  // what the network made of this picture. It stays in the queue: a film that is drawn anew needs it again
  takePictures() {
    this.take = () => {
      const queue = globalThis.noisewalkFrames ?? [];
      const mine = queue.find((message) => message.id === this.state.id);
      // whoever drew an earlier picture here may hear of this one's, too
      if (!mine || this.state.times || this.data.id !== this.state.id) return;
      for (let i = queue.length - 1; i >= 0; i -= 1) {
        if (queue[i].pictures && queue[i] !== mine) queue.splice(i, 1);
      }
      Object.assign(this.state, { times: mine.times, pictures: fromPixels(mine.pictures) });
      this.draw();
    };
    document.addEventListener("noisewalk-frames", this.take);
    this.take();
  }

  // ---- drawing

  draw() {
    const { data, state, slider, T } = this;
    state.pending = 0;
    const part = partAt(state.place, T, data.turn);
    const byNetwork = part === "network" || part === "end";
    slider.value = state.place;
    if (!byNetwork) this.show(part, Math.round(timeAt(state.place, T)), this.mixed());
    else if (state.times) this.showNetworks(part, pictureAt(state.times, timeAt(state.place, T)));
    else this.show("waiting", data.turn, this.mixed(data.turn));
  }

  mixed(t = Math.round(timeAt(this.state.place, this.T))) {
    return mix(this.state.x0, this.state.eps, this.data.alpha_bar[t]);
  }

  showNetworks(part, i) {
    const { times, pictures, x0 } = this.state;
    this.show(part, times[i], (k) => pictures[i * x0.length + k]);
  }

  show(part, t, value) {
    const { data, canvas, slider } = this;
    const { symbol, colour, said } = data.parts[part];
    this.paint(value);
    this.figure.style.setProperty("--c", colour);
    this.symbol.textContent = symbol;
    this.output.textContent = `t = ${t}`;
    if (this.said.textContent !== said) this.said.textContent = said;
    slider.setAttribute("aria-valuetext", `t = ${t}`);
    canvas.setAttribute("aria-label", `${symbol}, t = ${t}. ${said}`);
  }

  paint(value) {
    const { canvas, data } = this;
    if (canvas.width !== data.size) canvas.width = canvas.height = data.size;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(data.size, data.size);
    paintInterleaved(image.data, value, data.channels);
    context.putImageData(image, 0, 0);
  }

  // ---- playing

  toggle() {
    const { state, T } = this;
    if (state.playing) {
      this.halt();
      return;
    }
    if (state.place >= 2 * T) state.place = 0;
    this.start(0);
  }

  start(wait) {
    this.state.playing = true;
    this.play.textContent = this.data.words.pause;
    this.next(performance.now(), wait);
  }

  next(before, wait = 0) {
    const { state } = this;
    const later = wait || (this.still ? STOP : 0);
    const go = () => this.advance(before);
    if (later) state.timer = setTimeout(go, later);
    else state.frame = requestAnimationFrame(go);
  }

  advance(before) {
    const { state, data, T } = this;
    state.wait = 0;
    const now = performance.now();
    const seconds = this.still ? WHOLE / STOPS : Math.min(LONGEST, (now - before) / 1000);
    const film = { T, turn: data.turn, whole: WHOLE, ready: state.times !== null };
    state.place = placeAfter(state.place, seconds, film);
    this.draw();
    if (state.place >= 2 * T) this.halt();
    else this.next(now);
  }

  rest() {
    const { state } = this;
    clearTimeout(state.timer);
    cancelAnimationFrame(state.frame);
  }

  halt() {
    this.rest();
    this.state.playing = false;
    this.play.textContent = this.data.words.play;
  }

  // drawn anew it plays on, since its state says so
  leave() {
    this.rest();
    cancelAnimationFrame(this.state.pending);
    this.state.pending = 0;
    document.removeEventListener("noisewalk-frames", this.take);
  }
}
