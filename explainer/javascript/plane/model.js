// Everything that the plane computes, from settings: the cloud, the fields, a run, a training. It knows no page.

import { normals, uniformFrom } from "./chance.js";
import { guided } from "./guiding.js";
import { EVERY, idealDenoiser, mixedBy, weigh } from "./ideal.js";
import { differenceOf } from "./learner.js";
import { levelAt, noisedTo } from "./levels.js";
import { Run } from "./run.js";
import { Training } from "./training.js";

/** @typedef {import("./ideal.js").Points} Points */
/**
 * What a visitor has set. `id` names the points: another id, other points.
 * @typedef {{ id: string, points: Points, schedule: string, alphaBars: number[], seed: number, sampler: string,
 *   steps: number, w: number, toward: number, noiseBack: boolean, learned: boolean }} Settings
 */

const COPIES = 3; // of every point in the cloud, each with its own noise
const [NOISES, LOOKED_AT] = [5, 120]; // a stream of chance; dots that a number is the mean of

/** @type {Points} */
const NOTHING = { xy: new Float64Array(), classes: [] };

/** The longest part of settings that a result depends on, as one text. */
const idOf = (/** @type {unknown[]} */ parts) => parts.join(" ");

export class Model {
  constructor() {
    this.points = NOTHING;
    /** @type {Run | null} */
    this.run = null; // the last that is whole
    /** @type {Run | null} */
    this.next = null; // the one that is being computed
    /** @type {Training | null} */
    this.training = null;
    this.ids = { points: "", run: "", next: "" };
  }

  get isEmpty() {
    return this.points.xy.length === 0;
  }

  /** What holds from now on; what does not depend on a change is kept. @type {(settings: Settings) => void} */
  take(settings) {
    this.settings = settings;
    const { id, points, schedule, alphaBars, seed } = settings;
    const all = idOf([id, schedule, seed]);
    if (all === this.ids.points) return;
    this.ids = { points: all, run: "", next: "" };
    this.points = points;
    this.exact = idealDenoiser(points, alphaBars);
    this.clean = Float64Array.from(
      { length: COPIES * points.xy.length },
      (_, i) => points.xy[i % points.xy.length],
    );
    this.noise = normals(this.clean.length, uniformFrom(seed, NOISES));
    this.run = this.next = this.training = null;
  }

  get held() {
    if (!this.settings || !this.exact) throw new Error("No settings yet.");
    return { ...this.settings, exact: this.exact };
  }

  /** The class that guidance goes towards, if there is a point of it. */
  get toward() {
    const { toward } = this.held;
    return Array.from(this.points.classes).includes(toward) ? toward : EVERY;
  }

  /** The field that runs follow: exact or learned, guided or not. */
  get field() {
    const { learned, w, exact } = this.held;
    const denoiser = learned && this.training ? this.training.learner.denoise : exact;
    return guided(denoiser, w, this.toward);
  }

  /** The cloud at t: copies of every point, noised. @type {(t: number) => Float64Array} */
  cloudAt(t) {
    const { alphaBars } = this.held;
    return noisedTo(
      this.clean ?? this.points.xy,
      this.noise ?? this.points.xy,
      levelAt(alphaBars, t),
    );
  }

  /** How much every point counts at a place. @type {(place: [number, number], t: number) => Float64Array} */
  weightsAt(place, t) {
    const weights = new Float64Array(this.points.xy.length / 2);
    return weigh(this.points, place, levelAt(this.held.alphaBars, t), EVERY, weights);
  }

  /** How many points the exact field mixes where the cloud is at t, on average. @type {(t: number) => number} */
  mixedAt(t) {
    const cloud = this.cloudAt(t).subarray(0, 2 * LOOKED_AT);
    let total = 0;
    for (let i = 0; i < cloud.length; i += 2) {
      total += mixedBy(this.weightsAt([cloud[i], cloud[i + 1]], t));
    }
    return (2 * total) / cloud.length;
  }

  /** How far the learned arrows are off where the cloud is at t, as a share of their length. @type {(t: number) => number} */
  offAt(t) {
    if (!this.training) return 0;
    const cloud = this.cloudAt(t).subarray(0, 2 * LOOKED_AT);
    return differenceOf(this.training.learner.denoise(cloud, t), this.held.exact(cloud, t));
  }

  /** Whether the run on show is of other settings than those that hold. */
  get isOld() {
    return this.ids.run !== this.idOfRun;
  }

  get idOfRun() {
    const { sampler, steps, w, noiseBack, learned } = this.held;
    const network = learned ? (this.training?.updates ?? 0) : "exact";
    const bare = sampler === "ddpm" && !noiseBack;
    const guidance = this.toward === EVERY ? "" : `${this.toward} ${w}`;
    return idOf([sampler, steps, bare, network, guidance]);
  }

  /**
   * Take the run further, and begin it anew where settings have changed; whether there is more to do.
   * One that was begun is brought to its end first: a hand on a slider would otherwise never see one.
   * @type {(hasTime: () => boolean) => boolean}
   */
  compute(hasTime) {
    if (this.isEmpty) return false;
    if (!this.next && this.isOld) {
      this.ids.next = this.idOfRun;
      this.next = new Run({ ...this.held, denoiser: this.field });
    }
    this.next?.advance(hasTime);
    if (this.next?.done) {
      this.run = this.next;
      this.ids.run = this.ids.next;
      this.next = null;
    }
    return this.isOld;
  }

  /** Begin a training, or go on with it. */
  train() {
    const { alphaBars, seed } = this.held;
    this.training ??= new Training(this.points, alphaBars, seed);
    this.training.goOn();
  }

  forget() {
    this.training = null;
  }
}
