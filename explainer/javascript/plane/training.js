// A training that goes on in slices, with its losses, until it is stopped or has made its updates.

import { Learner, leastLoss } from "./learner.js";
import { Run } from "./run.js";

export const UPDATES = 2000; // at a press of the button
const TOGETHER = 20; // updates whose mean loss is one point of the curve
const STEPS_OF_SAMPLES = 20;

export class Training {
  /**
   * @param {import("./ideal.js").Points} points
   * @param {number[]} alphaBars
   * @param {number} seed
   */
  constructor(points, alphaBars, seed) {
    this.alphaBars = alphaBars;
    this.seed = seed;
    this.learner = new Learner(points, alphaBars, seed);
    this.least = leastLoss(points, alphaBars, seed);
    /** @type {number[]} */
    this.losses = [];
    this.until = 0; // updates
    this.sum = 0;
    this.goes = false;
    /** @type {Run | null} */
    this.made = null; // from noise, with the network as it was then
  }

  get updates() {
    return this.learner.updates;
  }

  goOn() {
    this.goes = true;
    this.until = this.updates + UPDATES;
  }

  stop() {
    this.goes = false;
  }

  /** At least one update, and more as long as there is time. @type {(hasTime: () => boolean) => void} */
  advance(hasTime) {
    do {
      this.sum += this.learner.update();
      if (this.updates % TOGETHER === 0) {
        this.losses.push(this.sum / TOGETHER);
        this.sum = 0;
      }
      if (this.updates >= this.until) this.goes = false;
    } while (this.goes && hasTime());
  }

  /** The mean loss of the last tenth of the curve; nothing before there is any. */
  get loss() {
    const last = this.losses.slice(-Math.max(5, Math.ceil(this.losses.length / 10)));
    return last.length ? last.reduce((a, b) => a + b) / last.length : null;
  }

  /** See what the network makes of noise now, with DDIM. */
  drawSamples() {
    const denoiser = this.learner.denoise;
    const { alphaBars, seed } = this;
    const settings = { denoiser, alphaBars, sampler: "ddim", noiseBack: false, seed };
    this.made = new Run({ ...settings, steps: STEPS_OF_SAMPLES }).finish();
  }
}
