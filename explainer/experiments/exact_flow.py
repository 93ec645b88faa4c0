"""Samplers where theory knows the end: on Gaussian pictures the probability-flow equation is solved in closed form."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, Prediction, predict
from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import NoiseSchedule, make_schedule
from explainer.experiments.convergence import SOLVERS, STEPS, Curve, curve

MEAN, DEVIATION = 0.3, 0.7  # of the Gaussian pictures
STRETCH = (
    900,
    100,
)  # of t, where theory's orders hold: the first step from noise and the last one are special cases


def gaussian(schedule: NoiseSchedule) -> Denoiser:
    """The ideal denoiser of pictures whose every value is drawn from N(MEAN, DEVIATION²)."""

    def ideal(x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        signal, noise = schedule.coefficients(t, x_t)
        share = signal * DEVIATION**2 / (signal**2 * DEVIATION**2 + noise**2)
        return predict(schedule, x_t, t, "x0", MEAN + share * (x_t - signal * MEAN))

    return ideal


def transported(schedule: NoiseSchedule, x: Tensor, start: int, end: int) -> Tensor:
    """Where the probability-flow equation takes x of such pictures from one timestep to another, exactly.

    x_t − √ᾱ·m stays the same number of deviations √(ᾱs² + 1 − ᾱ) (Song et al. 2021, arXiv:2011.13456, section 4.3).
    """
    first, second = (float(schedule.alpha_bar[t]) for t in (start, end))
    spread, narrowed = (math.sqrt(a * DEVIATION**2 + 1 - a) for a in (first, second))
    return math.sqrt(second) * MEAN + narrowed / spread * (x - math.sqrt(first) * MEAN)


def gaussian_curves(name: str = "cosine") -> dict[str, Curve]:
    """By solver, how far its runs of STEPS along STRETCH of a schedule end from the exact end, in double precision."""
    (start, end), schedule = STRETCH, make_schedule(name)
    x = torch.linspace(-2, 2, 5, dtype=torch.float64).view(1, 1, 1, -1)
    exact, ideal = transported(schedule, x, start, end), gaussian(schedule)
    found = {}
    for solver in SOLVERS:
        grids = [[start - (start - end) * i // n for i in range(n + 1)] for n in STEPS]
        ends = [last(walk(SAMPLERS[solver], ideal, schedule, x, grid)) for grid in grids]
        pictures = torch.cat([*(end.x_next for end in ends), exact])
        found[solver] = curve([*STEPS, 0], [*(end.calls for end in ends), 0], pictures)
    return found
