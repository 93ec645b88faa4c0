// A run of many points at once: computed in slices, kept whole, and shown at any place along it.

import { normals, uniformFrom } from "./chance.js";
import { timestepsOf } from "./levels.js";
import { ddpmStep, STEPS, walk } from "./samplers.js";

export const SAMPLES = 240; // of every run
const [START, ON_THE_WAY] = [1, 2]; // streams of chance: where runs begin is the same for all samplers

/** @typedef {{ denoiser: import("./ideal.js").Denoiser, alphaBars: number[], sampler: string, noiseBack: boolean, steps: number, seed: number }} RunSettings */

/** All places of a run so far, from noise on; `advance` takes more steps. */
export class Run {
  /** @param {RunSettings} settings */
  constructor({ denoiser, alphaBars, sampler, noiseBack, steps, seed }) {
    this.times = timestepsOf(steps, alphaBars.length - 1);
    const start = normals(2 * SAMPLES, uniformFrom(seed, START));
    const onTheWay = uniformFrom(seed, ON_THE_WAY);
    const bare = sampler === "ddpm" && !noiseBack;
    this.left = walk(
      {
        step: bare ? (m) => ddpmStep(m, false) : STEPS[sampler],
        denoiser,
        alphaBars,
        times: this.times,
        noise: () => normals(2 * SAMPLES, onTheWay),
      },
      start,
    );
    /** @type {Float64Array[]} */
    this.places = [start];
    this.calls = 0;
  }

  get n() {
    return this.times.length - 1;
  }

  get done() {
    return this.places.length > this.n;
  }

  get end() {
    return this.places[this.places.length - 1];
  }

  /** At least one step, and more as long as there is time. @type {(hasTime: () => boolean) => void} */
  advance(hasTime) {
    do {
      const { value } = this.left.next();
      if (!value) return;
      this.places.push(value.x);
      this.calls = value.calls;
    } while (!this.done && hasTime());
  }

  /** Everything. */
  finish() {
    this.advance(() => true);
    return this;
  }

  /** Where all are between two steps: on the straight line from one place to the next. @type {(at: number) => Float64Array} */
  placesAt(at) {
    const [before, share] = [Math.floor(at), at % 1];
    const [from, to] = [this.places[before], this.places[before + 1]];
    return share && to ? from.map((value, i) => value + share * (to[i] - value)) : from;
  }
}
