"""The ideal denoiser of the few training pictures that ship: what a network would be that had seen these and no others.

Everything is known there: how likely each picture is under x_t, their mean, and a draw of one with those odds, which is
an exact completion (`core.denoiser.IdealDenoiser`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from explainer.core.denoiser import IdealDenoiser
from explainer.core.noise import noised
from explainer.core.schedule import NoiseSchedule
from explainer.core.units import GREY_LEVELS
from explainer.experiments.completions import Residual, rms
from explainer.media.pictures import from_pixels
from explainer.samples.subsets import subset_of

FALLBACK = "digits"  # whose pictures stand in where none of a network's own ship
LEVELS = (500, 700, 800, 850, 900, 1000)  # timesteps: from one possible picture to all of them
DRAWS = 2**12  # exact completions: they cost next to nothing
GROUPS = 64  # of draws whose mean is looked at, at most


@dataclass(frozen=True, eq=False)
class Pictures:
    """(n, c, h, w) each: some that a network has learned from, and as many that it has not."""

    network: str
    training: Tensor
    test: Tensor


@lru_cache(maxsize=8)
def pictures_of(network: str) -> Pictures | None:
    """What ships of a network's pictures; None where nothing does."""
    found = subset_of(network)
    if found is None:
        return None
    training, test = (from_pixels(half.copy()) for half in (found.training, found.test))
    return Pictures(network, training, test)


def known_pictures(network: str) -> Pictures:
    """The same; those of FALLBACK where a network has none."""
    found = pictures_of(network) or pictures_of(FALLBACK)
    assert found is not None
    return found


@dataclass(frozen=True, eq=False)
class Posterior:
    """Which of some pictures (n, c, h, w) lies under x_t: their probabilities (n,), which sum to 1, and their mean x̂0 (c, h, w)."""

    data: Tensor
    weights: Tensor
    mean: Tensor

    @property
    def effective(self) -> float:
        """As many equally likely pictures would leave it as open: e to the entropy of the weights, 1 … n."""
        known = self.weights[self.weights > 0]
        return math.exp(float(-(known * known.log()).sum()))

    @property
    def variance(self) -> Tensor:
        """How much a picture drawn with these weights differs from the mean, (c, h, w)."""
        apart = (self.data.double() - self.mean.double()).square()
        return torch.einsum("n,nchw->chw", self.weights, apart)

    @property
    def spread(self) -> float:
        """The root of the mean variance, grey levels."""
        return GREY_LEVELS * float(self.variance.mean().sqrt())

    def likeliest(self, count: int) -> list[tuple[int, float]]:
        """The places of the most likely pictures, with their probabilities, the largest first."""
        shares, places = self.weights.topk(count)
        return [(int(i), float(share)) for i, share in zip(places, shares, strict=True)]

    def weight_of(self, picture: Tensor) -> float:
        """The probability of one of the pictures, (c, h, w)."""
        same = (self.data == picture).flatten(1).all(1)
        return float(self.weights[same].sum())

    def draws(self, count: int, seed: int) -> Tensor:
        """The places of pictures drawn with these weights, (count,): exact completions of x_t."""
        generator = torch.Generator().manual_seed(seed)
        return torch.multinomial(self.weights, count, replacement=True, generator=generator)

    def residuals(self, count: int, seed: int) -> list[Residual]:
        """How far means over 1, 2, 4 … `count` draws lie from x̂0, and what is to be expected."""
        drawn = self.draws(count * GROUPS, seed)
        return [self._residual(drawn, 2**k) for k in range(int(math.log2(count)) + 1)]

    def _residual(self, drawn: Tensor, n: int) -> Residual:
        groups = drawn[: n * GROUPS].view(GROUPS, n)
        once = torch.ones_like(groups, dtype=torch.float64)
        shares = torch.zeros(GROUPS, len(self.data), dtype=torch.float64)
        shares.scatter_add_(1, groups, once / n)
        means = (shares @ self.data.flatten(1).double()).view(GROUPS, *self.mean.shape)
        return Residual(n, rms(means - self.mean), self.spread / math.sqrt(n))


def posterior(data: Tensor, schedule: NoiseSchedule, x_t: Tensor, t: int) -> Posterior:
    """What x_t (c, h, w) at t leaves open, if one of these pictures lies under it."""
    ideal, at = IdealDenoiser(data, schedule), torch.tensor([t])
    return Posterior(data, ideal.weights(x_t[None], at)[0], ideal(x_t[None], at).x0[0])


@dataclass(frozen=True, eq=False)
class Hidden:
    """One of some pictures, x0 (c, h, w), under the noise of t, and which of them it could be."""

    x0: Tensor
    x_t: Tensor
    posterior: Posterior


def hidden(data: Tensor, schedule: NoiseSchedule, t: int, seed: int) -> Hidden:
    """The picture that the seed chooses, noised by that seed."""
    x0 = data[seed % len(data)]
    x_t, _ = noised(x0, t, seed, schedule)
    return Hidden(x0, x_t, posterior(data, schedule, x_t, t))


def slope(residuals: list[Residual]) -> float:
    """Of log residual over log n, by least squares: −1/2 where means come closer as 1/√n."""
    x = torch.tensor([math.log(r.n) for r in residuals], dtype=torch.float64)
    y = torch.tensor([math.log(max(r.found, 1e-12)) for r in residuals], dtype=torch.float64)
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / x.square().sum())
