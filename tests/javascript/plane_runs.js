// For test_plane.py: what the plane's samplers make of what stands on the standard input, as JSON.

import { readFileSync } from "node:fs";
import { guided } from "../../explainer/javascript/plane/guiding.js";
import { EVERY, idealDenoiser } from "../../explainer/javascript/plane/ideal.js";
import { timestepsOf } from "../../explainer/javascript/plane/levels.js";
import { ddpmStep, STEPS, walk } from "../../explainer/javascript/plane/samplers.js";

const { alphaBars, xy, classes, start, noise, runs } = JSON.parse(readFileSync(0, "utf-8"));
const points = { xy: Float64Array.from(xy), classes };

function ended({ sampler, steps, extra, w, toward }) {
  const exact = idealDenoiser(points, alphaBars);
  let drawn = 0;
  const taken = walk(
    {
      step: extra ? STEPS[sampler] : (m) => ddpmStep(m, false),
      denoiser: guided(exact, w, toward ?? EVERY),
      alphaBars,
      times: timestepsOf(steps, alphaBars.length - 1),
      noise: () => Float64Array.from(noise[drawn++]),
    },
    Float64Array.from(start),
  );
  const last = [...taken].at(-1);
  return { x: [...last.x], calls: last.calls, times: timestepsOf(steps, alphaBars.length - 1) };
}

process.stdout.write(JSON.stringify(runs.map(ended)));
