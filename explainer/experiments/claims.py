"""What may be said of a result, decided by what was measured: a key of the strings, and the numbers in it.

The sentences are in explainer/strings/ under these keys. Wherever the sliders stand, the one that is chosen is true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from explainer.core.spectrum import radial_power
from explainer.experiments.pair import kinship
from explainer.experiments.settings import Settings

LOST = 10.0  # dB: shapes that are weaker than the noise by more than this are lost to the eye
TINT = 0.03  # of values from −1 to 1: an average further from grey may show as a tint


@dataclass(frozen=True)
class Claim:
    """The sentence at "section.name", and the numbers that fill it."""

    key: str
    values: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The key within its section."""
        return self.key.partition(".")[2]


# ---- Add noise: what can be made out at this noise level


@dataclass(frozen=True)
class Band:
    """Shapes of about one size: how wide in pixels at least, and their mean power, where noise of variance 1 has 1."""

    width: float
    power: float


@dataclass(frozen=True)
class Shapes:
    """What a picture has for the noise to cover: shapes of each size, broad ones first, and its average's distance from grey."""

    bands: tuple[Band, ...]
    tint: float

    @property
    def strongest(self) -> Band:
        """Those with the most power."""
        return max(self.bands, key=lambda band: band.power)


def shapes_of(x0: Tensor) -> Shapes:
    """Of a square picture (c, n, n) in [−1, 1]; each size is half of the one before."""
    size, power = x0.shape[-1], radial_power(x0)
    starts = [1]
    while 3 * starts[-1] <= len(power) - 1:
        starts.append(2 * starts[-1])
    found = []
    for low, high in zip(starts, [*starts[1:], len(power)], strict=True):
        rings = torch.arange(low, high, dtype=power.dtype)  # a ring has about as many as its radius
        mean = float((power[low:high] * rings).sum() / rings.sum())
        found.append(Band(size / (2 * high), mean))
    return Shapes(tuple(found), float(x0.mean((1, 2)).abs().max()))


def shapes_left(shapes: Shapes, alpha_bar: float) -> Claim:
    """What of a picture can still be made out at a noise level, from the strength of its shapes of each size."""
    if alpha_bar >= 1:
        return Claim("add_noise.clean")
    if shapes.strongest.power < 1e-9:
        return Claim("add_noise.no_shapes")
    ratio = alpha_bar / (1 - alpha_bar)
    above = [band.power * ratio >= 1 for band in shapes.bands]
    if all(above):
        return Claim("add_noise.all_shapes")
    if not any(above):
        return _covered(shapes, alpha_bar)
    stand_out = above.index(False)
    if stand_out and not any(above[stand_out:]):
        return Claim("add_noise.broad_shapes", {"width": shapes.bands[stand_out - 1].width})
    return Claim("add_noise.some_shapes", {"width": shapes.strongest.width})


def _covered(shapes: Shapes, alpha_bar: float) -> Claim:
    """The noise is stronger at every size."""
    weaker = -10 * math.log10(shapes.strongest.power * alpha_bar / (1 - alpha_bar))
    tinted = alpha_bar**0.5 * shapes.tint >= TINT
    key = "faint_shapes" if weaker <= LOST else "only_tint" if tinted else "no_shape_left"
    return Claim(f"add_noise.{key}", {"weaker": weaker})


# ---- How many steps?: why two walks from one noise end where they do


def adds_noise(settings: Settings) -> bool:
    """Whether its sampler adds noise on the way."""
    return settings.extra_noise if settings.sampler == "ddpm" else settings.eta > 0


def draws_its_own(settings: Settings) -> bool:
    """Whether the noise on its way is no other walk's."""
    return adds_noise(settings) and not settings.shared_path


def is_guided(settings: Settings) -> bool:
    """Whether words pull at it, by more than the network itself would."""
    return bool(settings.words.strip(" ;")) and settings.w > 1


def why_apart(walks: Sequence[Settings], psnr: float) -> list[Claim]:
    """What two walks from one noise, so many dB apart, are to each other, and why; they differ in their steps alone."""
    one, other = walks
    if one.steps == other.steps:
        return [Claim("how_many_steps.as_many")]
    own = "_own" if draws_its_own(one) else ""
    kind = kinship(psnr)
    said = [Claim(f"how_many_steps.{kind}{own}")]
    if kind == "strangers" and not own and is_guided(one):
        said.append(Claim("how_many_steps.strangers_guided", {"w": one.w}))
    return said


def same_seed(settings: Settings) -> Claim:
    """Whether the same seed gives the same picture whatever the number of steps, and what the sampler has to do with it."""
    if not adds_noise(settings):
        return Claim("how_many_steps.seed_no_noise")
    return Claim(
        "how_many_steps.seed_own" if draws_its_own(settings) else "how_many_steps.seed_path"
    )


def climbing(apart: Sequence[float], settings: Settings) -> Claim:
    """What more steps brought, of the distances to a reference at ever more steps."""
    if apart[-1] * 1.5 <= apart[0]:
        return Claim("how_many_steps.ladder_falls")
    own = draws_its_own(settings)
    return Claim("how_many_steps.ladder_own" if own else "how_many_steps.ladder_stays")
