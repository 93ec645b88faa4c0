// A run's frames, streamed while it goes on, then scrubbed, stepped and played: all tracks in lockstep.
// A frame is one picture: the run's pictures side by side. Zoom looks at the same place of every track.

import { addFrames, frameAt, lastPlace, placeText, timesOf } from "../../javascript/film.js";
import { ARROWS } from "../../javascript/keys.js";
import { farthest, isZoomed, moved, nearer, view } from "../../javascript/zoom.js";
import { Probe } from "./film_probe.js";
import { cornerLabel, drawView, textLine, trackFigure } from "./film_tracks.js";

const kept = new WeakMap(); // state that outlives a rerun, per place in the page
const SECONDS = 5; // from the first frame to the last

export default function ({ parentElement: root, data, setStateValue }) {
  const state = kept.get(root) ?? { id: null };
  kept.set(root, state);
  const player = new FilmPlayer(root, data, state, setStateValue);
  state.draw = () => player.draw();
  if (state.id !== data.id) player.begin();
  player.add(data);
  player.nameParts();
  player.listen();
  player.goOn();
  return player.takeFrames();
}

class FilmPlayer {
  constructor(root, data, state, tell) {
    Object.assign(this, { root, data, state });
    const $ = (selector) => root.querySelector(selector);
    Object.assign(this, { tracks: $(".tracks"), slider: $("input"), output: $("output") });
    Object.assign(this, { play: $(".play"), zoom: $(".zoom"), about: $(".about") });
    this.scrub = $("label span");
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.probe = new Probe(root, data, state, () => {
      const asked = this.probe.question(state.times, +this.slider.value);
      if (asked) tell("probed", asked);
    });
  }

  // another film: new tracks
  begin() {
    const { data, state } = this;
    this.halt();
    Object.assign(state, { id: data.id, follow: true, zoom: farthest(data), times: [], number: 0 });
    Object.assign(state, { share: 1, pixel: null, twoRuns: data.id.includes(" ") });
    state.tracks = data.tracks.map((look, i) => ({
      ...trackFigure(look, state.tracks?.[i]?.canvas),
      ...{ look, frames: new Map(), live: null },
    }));
    for (const track of state.tracks) track.frameAt = (t) => frameAt(track, t);
    if (data.pictures > 1) {
      state.tracks[0]?.stage.append(...data.labels.map((text, i) => cornerLabel(text, i, data)));
    }
    this.tracks.replaceChildren(...state.tracks.map((track) => track.figure));
  }

  // ---- frames

  add(message) {
    const { state, slider } = this;
    addFrames(state, message, (frame) => this.load(frame));
    state.times = timesOf(state.tracks);
    if ((message.number ?? state.number) >= state.number) state.share = message.share ?? 1;
    slider.max = lastPlace(state.times.length, state.share);
    if (state.follow) slider.value = this.newest;
  }

  // the place on the slider of the newest frame; beyond it, while a run goes on, is what is still to come
  get newest() {
    return Math.max(0, this.state.times.length - 1);
  }

  load(frame) {
    const image = new Image();
    image.onload = () => this.state.draw();
    image.src = frame.src;
    return { ...frame, image };
  }

  // frames that come while the run goes on. This runs again whenever the page does: only the newest
  // player may listen; what is returned ends that
  takeFrames() {
    const { state } = this;
    const take = () => {
      const queue = globalThis.noisewalkFrames ?? [];
      for (let i = 0; i < queue.length; ) {
        if (queue[i].id === state.id) this.add(queue.splice(i, 1)[0]);
        else i += 1;
      }
      this.draw();
    };
    document.removeEventListener("noisewalk-frames", state.take);
    state.take = take;
    document.addEventListener("noisewalk-frames", take);
    take();
    return () => {
      document.removeEventListener("noisewalk-frames", take);
      clearTimeout(state.timer);
    };
  }

  // ---- drawing

  draw() {
    const { data, state } = this;
    if (+this.slider.value > this.newest) this.slider.value = this.newest;
    const t = state.times[+this.slider.value];
    if (t === undefined) return;
    const loading = (track) => [...track.frames.values()].some(({ image }) => !image.complete);
    this.tracks.ariaBusy = state.tracks.some(loading);
    const step = Math.max(0, ...state.tracks.map((track) => this.drawTrack(track, t)));
    for (const track of state.tracks) this.probe.mark(track);
    this.tracks.classList.toggle("probing", this.probe.on);
    this.sayPlace(step, t);
    const zoomed = isZoomed(state.zoom, data);
    this.root.querySelectorAll(".label").forEach((label, i) => {
      label.hidden = zoomed && state.zoom.picture !== i;
    });
    this.zoom.textContent = state.zoom.patch ? data.words.whole : data.words.zoom;
    this.tracks.classList.toggle("zoomed", zoomed);
  }

  // → the step that the track is at; its picture may still be loading, and the one before stays until then
  drawTrack(track, t) {
    const { data, state } = this;
    const frame = frameAt(track, t);
    // a result came once, and is called and coloured as the page is now
    const look = { ...track.look, ...(frame?.symbol ? { ...frame, ...data.result } : {}) };
    track.figure.style.setProperty("--c", look.colour);
    track.symbol.textContent = `${look.symbol} `;
    track.name.textContent = look.name;
    track.numbers.replaceChildren(...track.look.numbers.map(textLine));
    if (!frame?.image.complete || !frame.image.naturalWidth) return frame?.step ?? 0;
    const { naturalWidth, naturalHeight } = frame.image;
    track.shown = frame.image;
    drawView(track.canvas, frame.image, view(state.zoom, naturalWidth, naturalHeight, data));
    const help = this.probe.on ? data.words.probe_help : data.words.zoom_help;
    const label = `${look.name}, t = ${frame.t}. ${help}`;
    track.canvas.setAttribute("aria-label", label);
    return frame.step;
  }

  sayPlace(step, t) {
    const { data, state } = this;
    const twoRuns = state.tracks.length > 1 && state.twoRuns;
    const where = twoRuns ? `t = ${t}` : placeText(data.words, step, t);
    this.output.textContent = where;
    this.slider.setAttribute("aria-valuetext", where);
  }

  // ---- what the visitor does

  nameParts() {
    const { words, old, about, labels } = this.data;
    this.tracks.classList.toggle("old", old);
    this.about.classList.toggle("old", old);
    this.about.replaceChildren(...about.map(textLine));
    this.root.querySelectorAll(".label").forEach((label, i) => {
      label.textContent = labels[i];
    });
    this.scrub.textContent = words.scrub;
    this.slider.setAttribute("aria-label", words.scrub);
    if (!this.state.playing) this.play.textContent = words.play;
    this.zoom.textContent ||= words.zoom;
    this.root.querySelector(".timeline").hidden = false;
  }

  listen() {
    const { state, slider } = this;
    for (const track of state.tracks) this.listenTo(track);
    slider.onchange = () => this.probe.ask();
    slider.oninput = () => {
      this.halt();
      state.follow = +slider.value >= this.newest;
      this.draw();
    };
    this.play.onclick = () => this.toggle();
    this.zoom.onclick = () => {
      const place = state.zoom.picture === null ? [0, 0] : [0.5, 0.5];
      this.look(nearer(state.zoom, ...place, this.data));
    };
  }

  listenTo(track) {
    const { state, data, probe } = this;
    const { canvas } = track;
    const closer = (x, y) => this.look(nearer(state.zoom, x, y, data));
    canvas.onclick = ({ offsetX, offsetY }) => {
      const place = [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight];
      if (probe.on) probe.pick(track, ...place);
      else closer(...place);
    };
    canvas.onkeydown = (event) => {
      const key = event.key === " " ? "Enter" : event.key; // a button obeys both
      if (probe.on) {
        if (probe.key(track, key)) event.preventDefault();
        return;
      }
      if (key === "Enter") closer(0.5, 0.5);
      else if (key === "Escape") this.look(farthest(data));
      else if (ARROWS[key]) this.look(moved(state.zoom, ...ARROWS[key], data));
      else return;
      event.preventDefault();
    };
  }

  look(zoom) {
    this.state.zoom = zoom;
    this.draw();
  }

  // ---- playing

  toggle() {
    const { state, slider, play, data } = this;
    if (state.playing) {
      this.halt();
      return;
    }
    if (+slider.value >= this.newest) slider.value = 0;
    Object.assign(state, { playing: true, follow: false });
    play.textContent = data.words.pause;
    this.advance();
  }

  advance() {
    const { state, slider, still, newest: last } = this;
    slider.value = +slider.value + (still ? Math.ceil(last / 8) : 1);
    this.draw();
    if (+slider.value >= last) {
      this.halt();
      state.follow = true;
    } else this.goOn();
  }

  // with the next frame, also after the page was drawn again meanwhile
  goOn() {
    const { state, still } = this;
    if (!state.playing) return;
    clearTimeout(state.timer); // of the player that was drawn before this one
    const pause = still ? 700 : (1000 * SECONDS) / Math.max(1, this.newest);
    state.timer = setTimeout(() => this.advance(), pause);
  }

  halt() {
    clearTimeout(this.state.timer);
    this.state.playing = false;
    this.play.textContent = this.data.words.play;
  }
}
