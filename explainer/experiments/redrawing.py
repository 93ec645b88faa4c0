"""Redrawing: a picture under noise, denoised again (SDEdit, Meng et al. 2021, arXiv:2108.01073).

The more noise, the less of the picture is left and the more the network and the words decide.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from torch import Tensor

from explainer.core.editing import joining
from explainer.core.metrics import psnr
from explainer.core.noise import noised, unit_noise
from explainer.core.samplers import Step
from explainer.experiments import guidance
from explainer.experiments.noises import copies_apart
from explainer.experiments.pair import KINDS
from explainer.experiments.sampling import run
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.networks.conditions import first_of

STRIDE = 30  # timesteps of a step, as in the best-known course (Berkeley CS180, project 5)
PURE = 990  # where its runs from nothing but noise begin
I_STARTS = (20, 10, 7, 5, 3, 1)  # the steps that it leaves out from there on
TWINS = KINDS[0][1]  # dB from which on two pictures are the same to the eye
HALF, TYPICAL = (
    0.5,
    80.0,
)  # of that distance; and the distance, grey levels, where a network's was not measured
LADDER = tuple(PURE - STRIDE * i for i in I_STARTS)  # t = 390 … 960


def steps_from(t: int) -> int:
    """How many steps lead from t ≥ 1 to the picture."""
    return max(1, round(t / STRIDE))


def begun(network: str, words: str, seed: int, w: float, t: int) -> Settings:
    """The run from one picture under the noise of t, of the first of several prompts, without noise on the way.

    DDIM, so that two levels differ in nothing but what they begin with. At w = 0 words count for nothing, and there
    are none.
    """
    first = first_of(words) if w else ""
    return Settings(network, "ddim", steps_from(max(1, t)), w, first, (seed,))


def redrawn(settings: Settings, x0: Tensor, t: int) -> Generator[Step, None, None]:
    """From x0 (c, h, w) under the noise of t down to a picture; no step at all at t = 0, where there is no noise."""
    if t > 0:
        schedule = load_checkpoint(settings.network).schedule
        x_t, _ = noised(x0, t, settings.seeds[0], schedule)
        yield from run(settings, x_t[None], t)


def strip(settings: Settings) -> Settings:
    """The same picture once for every level of LADDER, and last from the noise alone, whichever is chosen elsewhere."""
    count = len(LADDER) + 1
    return replace(settings, steps=steps_from(PURE), seeds=settings.seeds[:1] * count)


def at_every_level(settings: Settings, x0: Tensor) -> Generator[Step, None, None]:
    """The pictures of `strip` in one batch: each joins the run at its own level, from the same noise."""
    every, checkpoint = strip(settings), load_checkpoint(settings.network)
    eps = unit_noise(checkpoint.shape, every.seeds)
    joined = joining(x0, [*LADDER, checkpoint.schedule.T], eps, checkpoint.schedule)
    return run(every, eps, PURE, between=joined)


@dataclass(frozen=True)
class Remnant:
    """What is left of a picture: closeness in dB, and how far apart copies of a few broad patches are.

    1 is as far as those of pictures from different noise and words. `name` is what a small classifier of the
    network's words takes it for; "" where there is none.
    """

    psnr: float
    apart: float
    name: str

    @property
    def kind(self) -> str:
        """A name of `pair.KINDS`: the same to the eye, alike in its broad patches, or another picture."""
        if self.psnr >= TWINS:
            return "twins"
        return "cousins" if self.apart <= HALF else "strangers"


def remnants(network: str, picture: np.ndarray, results: np.ndarray) -> list[Remnant]:
    """Of pictures that were made of one, uint8 (h, w, c) and (b, h, w, c); nothing is seen in an even surface."""
    taken_for = guidance.names(network, results) or [""] * len(results)
    names = [name if np.ptp(of) else "" for name, of in zip(taken_for, results, strict=True)]
    unit = read_card(network).metrics.get("noises", {}).get("copies", {}).get("neither", TYPICAL)
    return [
        Remnant(_psnr(picture, result), copies_apart(picture, result) / unit, name)
        for result, name in zip(results, names, strict=True)
    ]


def _psnr(picture: np.ndarray, result: np.ndarray) -> float:
    return psnr(from_pixels(picture), from_pixels(result))


def becomes_the_word(levels: Sequence[Remnant], words: set[str]) -> int | None:
    """The place of the first that is taken for one of the words; None if there is none."""
    return next((i for i, level in enumerate(levels) if level.name in words), None)


def becomes_another(levels: Sequence[Remnant]) -> int | None:
    """The place of the first that is another picture; None if there is none."""
    return next((i for i, level in enumerate(levels) if level.kind == "strangers"), None)
