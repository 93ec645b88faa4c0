"""Completions: pictures that could lie under one noise, their mean, and the one-step estimate, which stands for that mean.

A denoiser is trained to say E[x0 | x_t], the mean of all pictures that could lie under x_t. A run draws one of them.
So the mean of N runs from the same x_t comes to lie by √(variance/N) from what an exact denoiser says in one call.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from explainer.core.metrics import psnr, sharpness
from explainer.core.samplers import Step
from explainer.core.units import GREY_LEVELS
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.sampling import run
from explainer.experiments.settings import Settings

COUNTS = ("8", "4", "16")  # of completions, the first to begin with
STEPS = ("10", "25", "50")  # of each, the same
LEAST = 0.05  # grey levels: pictures that differ less are shown as the same


def begun(noisy: NoisyPicture, count: int, steps: int) -> Settings:
    """Runs from one x_t without words or guidance, each with fresh noise of its own on the way."""
    seeds = tuple(range(noisy.seed, noisy.seed + count))
    name, most = noisy.checkpoint.card.name, min(steps, noisy.t)
    return Settings(name, "ddpm", most, 1.0, "", seeds, shared_path=False)


def completed(noisy: NoisyPicture, settings: Settings) -> Generator[Step, None, None]:
    """Many ways from the same x_t down to a picture, in one batch."""
    x_t = noisy.x_t.expand(len(settings.seeds), *noisy.x_t.shape)
    return run(settings, x_t, noisy.t)


@dataclass(frozen=True)
class Standing:
    """Closeness to the original in dB, and sharpness, of means over n completions; n = 0 is the one-step estimate."""

    n: int
    psnr: float
    sharpness: float


@dataclass(frozen=True, eq=False)
class Residual:
    """How far means over n completions lie from the one-step estimate, and √(variance/n); grey levels of 255."""

    n: int
    found: float
    expected: float


@dataclass(frozen=True, eq=False)
class Fan:
    """Completions (n, c, h, w) of one x_t beside the estimate x̂0 (c, h, w) of one call."""

    estimate: Tensor
    completions: Tensor

    @cached_property
    def mean(self) -> Tensor:
        """Of all completions, (c, h, w)."""
        return self.completions.mean(0)

    @cached_property
    def variance(self) -> Tensor:
        """How much the completions differ at every value, (c, h, w)."""
        return self.completions.var(0)

    @property
    def spread(self) -> float:
        """How far completions lie from their mean: root of the mean variance, grey levels."""
        return GREY_LEVELS * float(self.variance.mean().sqrt())

    @property
    def counts(self) -> list[int]:
        """1, 2, 4 … as many as there are."""
        return [2**k for k in range(int(math.log2(len(self.completions))) + 1)]

    def means(self, n: int) -> Tensor:
        """Of every n completions that follow one another, (groups, c, h, w)."""
        return self.completions.view(-1, n, *self.estimate.shape).mean(1)

    def residuals(self) -> list[Residual]:
        """For every count: root mean square over all values of all its means."""
        return [
            Residual(n, rms(self.means(n) - self.estimate), self.spread / math.sqrt(n))
            for n in self.counts
        ]


def rms(difference: Tensor) -> float:
    """Root mean square of differences in [−2, 2], grey levels."""
    return GREY_LEVELS * float(difference.double().square().mean().sqrt())


@dataclass(frozen=True)
class Standings:
    """How close and how sharp the means of 1, 2, 4 … completions are, and the one-step estimate, last."""

    rows: tuple[Standing, ...]
    best: float  # dB: the closest of all single completions

    @property
    def single(self) -> Standing:
        """One completion, on average."""
        return self.rows[0]

    @property
    def mean(self) -> Standing:
        """The mean of all completions."""
        return self.rows[-2]

    @property
    def estimate(self) -> Standing:
        """The one-step estimate."""
        return self.rows[-1]


def standings(found: Fan, x0: Tensor) -> Standings:
    """All measured against x0 (c, h, w); the means of each count on average."""
    rows = [_standing(n, found.means(n), x0) for n in found.counts]
    best = max(psnr(completion, x0) for completion in found.completions)
    return Standings((*rows, _standing(0, found.estimate[None], x0)), best)


def _standing(n: int, pictures: Tensor, x0: Tensor) -> Standing:
    each = [(psnr(picture, x0), sharpness(picture, x0)) for picture in pictures]
    close, sharp = (sum(values) / len(each) for values in zip(*each, strict=True))
    return Standing(n, close, sharp)
