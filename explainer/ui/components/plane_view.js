// What the plane shows of a model, and what is said below it, in each of its three scenes.

import { filled } from "../../javascript/filled.js";
import { numberText } from "../../javascript/numbers.js";
import { levelAt } from "../../javascript/plane/levels.js";
import {
  saidOfEnd,
  saidOfGuidance,
  saidOfLearning,
  saidOfNoise,
} from "../../javascript/plane/said.js";
import { GRID } from "./plane_scene.js";

const FEW = 24; // ways that are drawn

/** Into noise: the cloud, and the exact field. */
const noise = {
  time: ({ values }) => values.t,

  view({ model, values, data }) {
    const arrows = values.t
      ? [{ eps: model.held.exact(GRID, values.t).eps, colour: data.colours.eps }]
      : [];
    return { arrows, dots: model.cloudAt(values.t) };
  },

  said({ model, values, data }) {
    const { t } = values;
    const all = model.points.classes.length;
    return saidOfNoise({ t, mixed: t ? model.mixedAt(t) : 1, all }, data);
  },

  line: ({ model, values, data }) => mixture(levelAt(model.held.alphaBars, values.t), data),
};

/** The way back: samples between noise and their end, on the field that they follow. */
const back = {
  // of the step that is being taken; none is left at the end
  time({ model, at }) {
    if (!model.run) return 0;
    const { n, times } = model.run;
    return times[Math.min(Math.floor(at * n), n)];
  },

  view({ model, data, at, time }) {
    const { run } = model;
    if (!run) return {};
    const now = run.placesAt(at * run.n);
    const colour = model.held.learned ? data.colours.x0hat : data.colours.eps;
    const arrows = time ? [{ eps: model.field(GRID, time).eps, colour }] : [];
    const places = run.places.slice(0, Math.floor(at * run.n) + 1);
    return { arrows, dots: now, paths: { places, now, few: FEW } };
  },

  said({ model, values, data, at }) {
    const { run } = model;
    if (!run) return "";
    if (at < 1) return filled(data.words.said_step, stepOf(run, at));
    const ended = saidOfEnd(run, model.points, data);
    if (model.toward < 0) return ended;
    const guidance = { w: values.w, toward: model.toward };
    return `${ended} ${saidOfGuidance(run.end, model.points, guidance, data)}`;
  },

  line: ({ model, data, at }) => (model.run ? filled(data.words.line, stepOf(model.run, at)) : ""),
};

const stepOf = ({ n, times }, at) => {
  const i = Math.min(Math.floor(at * n), n);
  return { i, n, t: times[i] };
};

/** Learn: the exact field, the learned one over it, and what the network makes of noise. */
const learn = {
  time: noise.time,

  view({ model, values, data }) {
    const { t } = values;
    const { training } = model;
    if (!t) return { dots: training?.made?.end };
    const arrows = [{ eps: model.held.exact(GRID, t).eps, colour: data.colours.plain }];
    if (training)
      arrows.push({ eps: training.learner.denoise(GRID, t).eps, colour: data.colours.x0hat });
    return { arrows, dots: training?.made?.end };
  },

  said({ model, values, data }) {
    const { training } = model;
    if (!training || training.loss === null) return data.words.said_untrained;
    const t = Math.max(values.t, 1);
    const learned = saidOfLearning(training, { t, off: model.offAt(t) }, data);
    return training.made ? `${learned} ${saidOfEnd(training.made, model.points, data)}` : learned;
  },

  line: noise.line,
};

/** Both factors of the mixture at a t. */
function mixture(level, { words, language }) {
  const [signal, strength] = [level.signal, level.noise].map((v) => numberText(v, 3, language));
  return `t = ${level.t} · ${words.signal} ${signal} · ${words.noise} ${strength}`;
}

const POINTS = { x0: "●", conditional: "■" };

/** What is seen in a scene: [symbols by the quantity that they are coloured as, its name]. */
export function legendOf(scene, { learned, training }, words) {
  const exact = scene === "learn" ? { plain: "→" } : { eps: "→" };
  const both = training
    ? [
        [exact, words.exact],
        [{ x0hat: "→" }, words.by_network],
      ]
    : [[exact, words.exact]];
  const fields = {
    noise: [[exact, words.exact]],
    back: [learned ? [{ x0hat: "→" }, words.by_network] : [exact, words.exact]],
    learn: both,
  };
  const dots = [{ xt: "●" }, scene === "noise" ? words.dots : words.samples];
  return [
    [POINTS, words.points],
    ...(scene === "learn" && !training ? [] : [dots]),
    ...fields[scene],
  ];
}

export const SCENES = { noise, back, learn };
