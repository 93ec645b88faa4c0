// Diffusion in a plane, all of it in the visitor's browser: points into noise, the way back, a network that learns it.
// The server is told what was chosen, for the address, and nothing while it moves.

import { Echo } from "../../javascript/echo.js";
import { landed } from "../../javascript/plane/measures.js";
import { Model } from "../../javascript/plane/model.js";
import { Panel } from "./plane_panel.js";
import { Pen } from "./plane_pen.js";
import { Stage } from "./plane_stage.js";

const SLICE = 10; // ms of a frame for what is computed, so that the page stays smooth
const WHOLE = 5; // seconds that Play takes
const STOPS = 8; // of Play, for those who want no motion
const NEW_SAMPLES = 900; // ms between two looks at what a training draws
const CLASSES = { none: -1, first: 0, second: 1 };

const kept = new WeakMap(); // the plane outlives a rerun, with its drawing and its training

export default function ({ parentElement: root, data, setStateValue }) {
  const plane = kept.get(root) ?? new Plane(root);
  kept.set(root, plane);
  plane.leave(); // the call before this one
  plane.update(data, setStateValue);
  return () => {
    plane.leave();
    plane.stage.leave();
  };
}

class Plane {
  constructor(root) {
    this.root = root.querySelector(".plane");
    Object.assign(this, { echo: new Echo(), model: new Model(), values: {}, at: 1, version: 0 });
    this.hand = {
      mark: null,
      pen: false,
      colour: 0,
      drawn: { xy: [], classes: [] },
    };
    this.stage = new Stage(this.root, this);
    this.pen = new Pen(this.root.querySelector(".world"), this.hand, {
      changed: () => this.redrawn(),
      moved: () => this.request(),
    });
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  // ---- what the server says, and what it is told

  update(data, setStateValue) {
    const words = JSON.stringify([data.words, data.colours, data.held, data.hidden]);
    Object.assign(this, { data, send: setStateValue });
    this.shapes = Object.fromEntries(Object.entries(data.shapes).map(typed));
    for (const [name, value] of Object.entries(data.values)) {
      if (this.echo.isNews(name, value)) this.adopt(name, value);
    }
    if (words !== this.words) {
      this.words = words;
      this.root.hidden = false; // now that it has names
      this.panel = new Panel(this.root, data, { set: this.set, tell: this.tell });
      this.stage.name(data);
    }
    this.resized = new ResizeObserver(() => {
      this.panel.drawThumbnails();
      this.request();
    });
    this.resized.observe(this.root);
    this.request();
  }

  adopt(name, value) {
    this.values[name] = value;
    if (name === "shape") this.drawing = this.hand.pen = false;
    if (name === "t" || name === "scene") this.playing = false;
  }

  set = (name, value) => {
    this.adopt(name, value);
    this.request();
  };

  tell = () => {
    const { values, echo } = this;
    const news = Object.keys(values).filter((name) => echo.isToBeSent(name, values[name]));
    if (!news.length) return;
    const texts = Object.entries(values).map(([name, value]) => [name, String(value)]);
    this.send("told", Object.fromEntries(texts));
  };

  leave() {
    this.resized?.disconnect();
    cancelAnimationFrame(this.pending);
    this.pending = 0;
  }

  // ---- the points

  get points() {
    if (!this.drawing) return this.shapes[this.values.shape];
    const { xy, classes } = this.hand.drawn;
    return { xy: Float64Array.from(xy), classes: Uint8Array.from(classes) };
  }

  redrawn() {
    this.version += 1;
    this.request();
  }

  usePen(isUsed) {
    this.hand.pen = isUsed;
    this.drawing ||= isUsed;
    this.request();
  }

  settings() {
    const { values, data } = this;
    return {
      id: this.drawing ? `drawn ${this.version}` : values.shape,
      points: this.points,
      ...{ schedule: data.schedule, alphaBars: data.alpha_bar, seed: data.seed },
      ...{ sampler: values.sampler, steps: values.steps, w: values.w },
      toward: CLASSES[values.toward],
      noiseBack: values.noise_back,
      learned: Boolean(this.learned && this.model.training),
    };
  }

  // ---- one frame after another, as long as something moves

  request() {
    this.pending ||= requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.pending = 0;
    const end = performance.now() + SLICE;
    const hasTime = () => performance.now() < end;
    this.model.take(this.settings());
    const playing = this.playOn(now);
    const computing = this.compute(hasTime);
    const learning = this.learn(hasTime, now);
    this.stage.show();
    this.panel.show(this.values, this);
    if (playing || computing || learning) this.request();
  }

  compute(hasTime) {
    const { model, data } = this;
    if (this.values.scene !== "back" && !data.asked) return false;
    const more = model.compute(hasTime);
    if (data.asked && model.run && !more && !model.held.learned) this.report();
    return more;
  }

  // the answer to the page's question, in numbers
  report() {
    const { run, points } = this.model;
    const found = { ...landed(run.end, points.xy), steps: run.n };
    const text = JSON.stringify(found);
    if (text === this.reported) return;
    this.reported = text;
    this.send("found", found);
  }

  learn(hasTime, now) {
    const { training } = this.model;
    if (!training?.goes) return false;
    training.advance(hasTime);
    if (training.goes && now < (this.sampled ?? 0) + NEW_SAMPLES) return true;
    this.sampled = now;
    training.drawSamples();
    return true;
  }

  train() {
    const { training } = this.model;
    if (training?.goes) training.stop();
    else this.model.train();
    this.request();
  }

  forget() {
    this.model.forget();
    this.learned = false;
    this.request();
  }

  // ---- playing: into noise along t, or back along the run

  play() {
    this.playing = !this.playing;
    this.before = performance.now();
    if (this.playing && this.share() >= 1) this.goTo(0);
    this.exact = this.share();
    if (!this.playing) this.tell();
    this.request();
  }

  isBack() {
    return this.values.scene === "back";
  }

  share() {
    return this.isBack() ? this.at : this.values.t / this.T;
  }

  goTo(share) {
    if (this.isBack()) this.at = share;
    else this.values.t = Math.round(share * this.T);
  }

  get T() {
    return this.data.alpha_bar.length - 1;
  }

  playOn(now) {
    if (!this.playing) return false;
    const least = this.still ? (1000 * WHOLE) / STOPS : 0;
    if (now - this.before < least) return true;
    this.exact = Math.min(1, this.exact + Math.max(0, now - this.before) / 1000 / WHOLE);
    this.before = now;
    this.goTo(this.exact);
    if (this.exact < 1) return true;
    this.playing = false;
    this.tell();
    return false;
  }
}

const typed = ([name, { xy, classes }]) => [
  name,
  { xy: Float64Array.from(xy), classes: Uint8Array.from(classes) },
];
