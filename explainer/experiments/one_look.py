"""One look of a network on its way from noise: what it is given, its guess, and where the step leads."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import numpy as np

from explainer.experiments.sampling import generate
from explainer.experiments.settings import FIRST_VISIT, Settings
from explainer.experiments.views import view_of
from explainer.networks.checkpoints import load_checkpoint, read_card

STEPS = 10  # of the walk
BEFORE = 5  # so many of them are made before: a picture can be made out in the noise


@dataclass(frozen=True, eq=False)
class Look:
    """A step from t to s: x_t, the estimate x̂0 and x_s, uint8 (h, w, c) each."""

    settings: Settings
    t: int
    s: int
    x_t: np.ndarray
    x0: np.ndarray
    x_s: np.ndarray


def one_look(network: str) -> Look:
    """What a network sees and says in the middle of a walk that is guided as on a first visit; BEFORE + 1 steps."""
    words, seeds = read_card(network).first_prompt, FIRST_VISIT.seeds[:1]
    settings = Settings(network, "ddim", STEPS, FIRST_VISIT.w, words, seeds)
    with closing(generate(settings)) as walk:
        step = next(islice(walk, BEFORE, None))
    assert step.prediction is not None
    looked = view_of(network).pictures(step.x_t, step.prediction.x0, step.x_next)
    x_t, x0, x_s = (pictures[0] for pictures in looked)
    s = load_checkpoint(network).schedule.timesteps(STEPS)[BEFORE + 1]
    return Look(settings, step.t, s, x_t, x0, x_s)
