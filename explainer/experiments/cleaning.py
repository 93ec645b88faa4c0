"""One noisy picture and every way to clean it: filters, one network call, and a walk. The same x_t for all."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from torch import Tensor

from explainer.core.baselines import baselines, best_blur, gaussian_blur, rescale
from explainer.core.metrics import psnr, sharpness, ssim
from explainer.core.noise import noised
from explainer.core.samplers import Step
from explainer.experiments.sampling import one_step, run
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import Checkpoint


@dataclass(frozen=True)
class Score:
    """Closeness in dB, structural similarity, and sharpness relative to the original."""

    psnr: float
    ssim: float
    sharpness: float  # not a number where the original has no fine detail

    @property
    def off_sharp(self) -> float:
        """How far its sharpness is from the original's; infinitely where that cannot be said."""
        return math.inf if math.isnan(self.sharpness) else abs(self.sharpness - 1)


@dataclass(frozen=True, eq=False)
class Estimate:
    """One way of cleaning a picture: uint8 (h, w, c), how good it is, and the parameter it was made with."""

    pixels: np.ndarray
    score: Score
    parameter: float = 0.0


@dataclass(frozen=True, eq=False)
class NoisyPicture:
    """x0 (c, h, w) noised to t ≥ 1 by the noise of one seed: what every method is given."""

    checkpoint: Checkpoint
    x0: Tensor
    t: int
    seed: int

    @cached_property
    def x_t(self) -> Tensor:
        """√ᾱ_t·x0 + √(1−ᾱ_t)·ε, (c, h, w)."""
        return noised(self.x0, self.t, self.seed, self.checkpoint.schedule)[0]

    @property
    def alpha_bar(self) -> float:
        """ᾱ_t"""
        return float(self.checkpoint.schedule.alpha_bar[self.t])

    def estimate(self, picture: Tensor, parameter: float = 0.0) -> Estimate:
        """A cleaned picture (c, h, w), scored against x0."""
        return Estimate(to_pixels(picture), score(picture, self.x0), parameter)


def score(estimate: Tensor, original: Tensor) -> Score:
    """All three measures of a (c, h, w) estimate."""
    return Score(psnr(estimate, original), ssim(estimate, original), sharpness(estimate, original))


def cleaned(noisy: NoisyPicture) -> dict[str, Estimate]:
    """The noisy picture itself, its best Gaussian blur, and a single network call."""
    x_t = noisy.x_t
    blur = best_blur(x_t, noisy.alpha_bar, noisy.x0)
    return {
        "noisy": noisy.estimate(x_t),
        "best_blur": noisy.estimate(blur.picture, blur.parameter),
        "one_step": noisy.estimate(one_step(noisy.checkpoint, x_t[None], noisy.t).x0[0]),
    }


def filtered(noisy: NoisyPicture) -> dict[str, Estimate]:
    """Every filter that was used before networks, each at its best for this picture."""
    filters = baselines(noisy.checkpoint.card.statistics)
    results = {
        name: filter_(noisy.x_t, noisy.alpha_bar, noisy.x0) for name, filter_ in filters.items()
    }
    return {name: noisy.estimate(r.picture, r.parameter) for name, r in results.items()}


def blurred(noisy: NoisyPicture, sigma: float) -> Estimate:
    """A blur of x_t/√ᾱ with σ in pixels."""
    picture = gaussian_blur(rescale(noisy.x_t, noisy.alpha_bar), sigma)
    return noisy.estimate(picture, sigma)


def walk_back(noisy: NoisyPicture, settings: Settings) -> Generator[Step, None, None]:
    """From x_t down to t = 0 in many steps."""
    return run(settings, noisy.x_t[None], noisy.t)


def walked_to(pixels: np.ndarray, x0: Tensor) -> Estimate:
    """Where a walk ended, uint8 (h, w, c), scored."""
    return Estimate(pixels, score(from_pixels(pixels), x0))


TWICE_THE_ERROR = 10 * math.log10(2)  # dB: what a perfect sampler loses on average to the mean


def are_close(scores: list[Score]) -> list[bool]:
    """Which leave at most twice the error of the closest. In the others fine detail is noise, or another picture's."""
    least = max(s.psnr for s in scores) - TWICE_THE_ERROR
    return [s.psnr >= least for s in scores]


def best_marks(scores: list[Score]) -> list[tuple[bool, bool, bool]]:
    """For each score, which of its numbers is the best; of sharpness, the nearest to 1 among those that are close."""
    top_psnr, top_ssim = max(s.psnr for s in scores), max(s.ssim for s in scores)
    off = [
        s.off_sharp if close else math.inf
        for s, close in zip(scores, are_close(scores), strict=True)
    ]
    return [
        (s.psnr == top_psnr, s.ssim == top_ssim, o == min(off) < math.inf)
        for s, o in zip(scores, off, strict=True)
    ]


def falsely_sharp(methods: dict[str, Score]) -> str | None:
    """The method whose sharpness is nearest to 1, if its error is too large for that to count."""
    name = min(methods, key=lambda m: methods[m].off_sharp)
    if math.isinf(methods[name].off_sharp):
        return None
    return None if are_close([*methods.values()])[[*methods].index(name)] else name


def best_filter(filters: dict[str, Estimate]) -> str:
    """The name of the filter that comes closest."""
    return max(filters, key=lambda name: filters[name].score.psnr)


@dataclass(frozen=True)
class Verdict:
    """What the numbers say: dB that one call gains over the best filter, and loses to the walk."""

    filter: str
    gain: float
    loss: float


@dataclass(frozen=True)
class BlurBeside:
    """The best blur beside one network call at a timestep: how many times the mean square error it leaves."""

    t: int
    ratio: float
    psnr: float  # of the network call


def blur_beside(levels: dict[int, dict[str, Estimate]]) -> list[BlurBeside]:
    """At each timestep of `cleaned` estimates, where the blur does best first."""
    found = []
    for t, estimates in levels.items():
        one, blur = estimates["one_step"].score.psnr, estimates["best_blur"].score.psnr
        found.append(
            BlurBeside(t, 10 ** ((one - blur) / 10), one)
        )  # a decibel: a tenth of a power of ten
    return sorted(found, key=lambda beside: beside.ratio)


def verdict(filters: dict[str, Estimate], one: Score, walked: Score) -> Verdict:
    """One network call beside the best filter, and beside the walk."""
    best = best_filter(filters)
    return Verdict(best, one.psnr - filters[best].score.psnr, one.psnr - walked.psnr)
