"""What may be said of a result, decided by what was measured: a key of the strings, and the numbers in it.

The sentences are in explainer/strings/ under these keys. Wherever the sliders stand, the one that is chosen is true.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from explainer.core.spectrum import radial_power
from explainer.experiments.pair import KINDS
from explainer.experiments.settings import Settings

LOST = 10.0  # dB: shapes that are weaker than the noise by more than this are lost to the eye
TINT = 0.03  # of values from −1 to 1: an average further from grey may show as a tint
ALIKE, BARELY = 26.0, 0.1  # dB, and so near in outline: what changes is hard to see
SOFTER = 0.05  # of the fine detail: less can hardly be seen
CLEAR = 2  # standard errors: what differs by fewer may differ by chance
MUCH, LITTLE = 0.8, 0.95  # of the distance between pictures that share neither seed nor words


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


def why_apart(walks: Sequence[Settings], kind: str) -> list[Claim]:
    """What two walks from one noise are to each other, a kind of KINDS, and why; they differ in their steps alone."""
    one, other = walks
    if one.steps == other.steps:
        return [Claim("how_many_steps.as_many")]
    own = draws_its_own(one)
    said = [Claim(f"how_many_steps.{kind}{'_own' if own else ''}")]
    if kind == "strangers" and not own and is_guided(one):
        said.append(Claim("how_many_steps.strangers_guided", {"w": one.w}))
    return said


def same_seed(settings: Settings) -> Claim:
    """What the same seed decides with this sampler, and what it does not."""
    if not adds_noise(settings):
        return Claim("how_many_steps.seed_no_noise")
    return Claim(
        "how_many_steps.seed_own" if draws_its_own(settings) else "how_many_steps.seed_path"
    )


def same_seed_here(walks: Sequence[Settings], kind: str) -> Claim:
    """Whether two walks of one seed gave the same picture: the same verdict as `why_apart` gives."""
    if len({walk.steps for walk in walks}) == 1:
        return Claim("how_many_steps.seed_as_many")
    own = kind == "strangers" and draws_its_own(walks[0])
    return Claim(f"how_many_steps.seed_{kind}{'_own' if own else ''}")


def more_steps(settings: Settings, metrics: Mapping[str, Any], kind: str = "") -> list[Claim]:
    """What many steps change of pictures from few, and whether that makes them better, as measured on a card.

    It is measured on one noise path; where each run has noise of its own, that is said first. `kind`, of KINDS, is
    what the two pictures on screen are to each other: if they are further apart than the average, that is said too.
    """
    own, bought = draws_its_own(settings), _bought(settings.sampler, metrics)
    if kind == "strangers" and bought and bought[0].name != "bought_other" and not own:
        bought.insert(1, Claim("how_many_steps.bought_not_here"))
    if bought:
        said = [Claim("how_many_steps.bought_own"), *bought] if own else bought
    else:
        said = [Claim(f"how_many_steps.bought_unmeasured{'_own' if own else ''}")]
    better = _better(settings.sampler, metrics)
    return said if not bought and better.name == "better_unmeasured" else [*said, better]


def _bought(sampler: str, metrics: Mapping[str, Any]) -> list[Claim]:
    """What many steps change of pictures from few; nothing where it was not measured."""
    rows = metrics.get("noises", {}).get("steps", [])
    found = next((row for row in rows if row["sampler"] == sampler), None)
    if found is None:
        return []
    little = found["psnr"] >= ALIKE and found["apart"] <= BARELY
    layout = KINDS[1][2]
    key = "little" if little else "detail" if found["apart"] <= layout else "other"
    few, many = found["steps"]
    values = {"few": few, "many": many, "n": found["n"], "apart": round(100 * found["apart"])}
    said = [Claim(f"how_many_steps.bought_{key}", values)]
    detail = found["detail"]
    if abs(detail - 1) > SOFTER:
        key = "softer" if detail < 1 else "rougher"
        off = {"few": few, "share": round(100 * abs(detail - 1))}
        said.append(Claim(f"how_many_steps.bought_{key}", off))
    return said


def _better(sampler: str, metrics: Mapping[str, Any]) -> Claim:
    """Whether many steps come nearer to real pictures than few, where that was measured."""
    rows = metrics.get("paired", {}).get("rows", [])
    row = next((row for row in rows if row["sampler"] == sampler), None)
    if row is None:
        return Claim("how_many_steps.better_unmeasured")
    clear = abs(row["kid_more"]) > CLEAR * row["kid_more_error"]
    key = ("worse" if row["kid_more"] < 0 else "yes") if clear else "no"
    return Claim(f"how_many_steps.better_{key}", {"n": row["n"]})


def other_words(metrics: Mapping[str, Any]) -> list[Claim]:
    """Generate: what of a picture stays when the seed stays and the words change, as measured on a card."""
    noises = metrics.get("noises", {})
    found = [noises.get(by, {}) for by in ("outlines", "copies")]
    if not all({"same_seed", "neither"} <= measured.keys() for measured in found):
        return [Claim("generate.seed_unmeasured")]
    outlines, copies = (measured["same_seed"] / measured["neither"] for measured in found)
    best = min(outlines, copies)
    key = "seed_much" if best <= MUCH else "seed_little" if best <= LITTLE else "seed_none"
    shares = {"outlines": round(100 * outlines), "colours": round(100 * copies)}
    return [Claim(f"generate.{key}"), Claim("generate.seed_shares", shares)]


def climbing(apart: Sequence[float], settings: Settings) -> Claim:
    """What more steps brought, of the distances to a reference at ever more steps."""
    if apart[-1] * 1.5 <= apart[0]:
        return Claim("how_many_steps.ladder_falls")
    own = draws_its_own(settings)
    return Claim("how_many_steps.ladder_own" if own else "how_many_steps.ladder_stays")
