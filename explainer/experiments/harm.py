"""What a planted mistake has done to a run: how it looks, and what can be measured of it beside the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from explainer.core.metrics import detail_energy, fine_detail, psnr
from explainer.core.units import GREY_LEVELS
from explainer.engines.codecs import decoded
from explainer.experiments.added_noise import share_at_limits
from explainer.experiments.mistakes import MISTAKES, planted
from explainer.experiments.pair import KINDS, outlines_apart, unit
from explainer.experiments.probe import Law
from explainer.experiments.settings import Settings
from explainer.experiments.tones import tone_of
from explainer.experiments.views import view_of
from explainer.media.film import Film, View
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint

Outcome = Literal["noise", "limits", "other", "between", "nearly"]
OUTCOMES: tuple[Outcome, ...] = ("noise", "limits", "other", "between", "nearly")
NEAR = KINDS[1][2]  # outlines that lie no farther apart are those of the same picture
LIMITS = 0.25  # of the values that are neither black nor white in the right pictures: so many have become so
FAR = 20.0  # dB: below, that can be seen
WHITE = 255
# Noise is left in other pictures if finest detail has so many times its share and is everywhere, or very many times;
GRAINY, VERY_GRAINY, EVERYWHERE = 1.5, 5.0, 0.85
# and over the same picture, if what was added to it is fine, everywhere, and so many grey levels strong
SPECKLED, ALL_OVER = 4.0, 0.8
ALL_ONE = 0.95  # of the values at the limits: so many are at the same one


@dataclass(frozen=True, eq=False)
class Stretched(View):
    """Every picture from its own darkest value to its own brightest, as plotting libraries show them unless told."""

    checkpoint: Checkpoint
    usual: View  # how the noise and the maps are shown

    @property
    def is_costly(self) -> bool:
        """As of any other look."""
        return self.usual.is_costly

    def pictures(self, *xs: Tensor) -> list[np.ndarray]:
        """Stretched, uint8 (b, h, w, c) each."""
        pixels = decoded(self.checkpoint, torch.cat(xs))
        low, high = pixels.amin((1, 2, 3), keepdim=True), pixels.amax((1, 2, 3), keepdim=True)
        whole = to_pixels(2 * (pixels - low) / (high - low).clamp(min=1e-6) - 1)
        return np.split(whole, len(xs))

    def noise(self, eps: Tensor) -> np.ndarray:
        """As usual."""
        return self.usual.noise(eps)

    def maps(self, x: Tensor) -> np.ndarray | None:
        """As usual."""
        return self.usual.maps(x)


def shown_with(network: str, mistakes: Sequence[str]) -> View:
    """How the runs of a network with these mistakes are looked at."""
    usual = view_of(network)
    if "stretched" not in mistakes:
        return usual
    return Stretched(load_checkpoint(network), usual)


def law_with(settings: Settings, mistakes: Sequence[str]) -> Law:
    """What a sampler with these mistakes does at a step, and the schedule that it counts with."""
    p = planted(settings, mistakes)
    return p.step, p.checkpoint.schedule


@dataclass(frozen=True)
class Measures:
    """What can be measured of pictures beside those that are right."""

    closeness: float  # mean dB to the right ones; infinite for the same
    apart: float  # mean distance of their outlines in that of pictures from different noise
    grain: float  # share of their contrast, squared, that is finest detail
    even: float  # how much of the finest detail's strength is there at a usual place: 1 of noise
    speckle: float  # how strong, there, the finest detail of the difference is: grey levels
    speckle_even: float  # and how much of its strength is there
    clipped: float  # share of values at black or white
    white: float  # share at white
    brightness: float  # mean value, of 255
    beginning: float  # contrast of the first frame of their film, grey levels of 255
    middle: float  # and of the one halfway


def measured(film: Film, right: Film, network: str) -> Measures:
    """Of two finished films of the same number of pictures, the second of which is right."""
    assert film.result is not None and right.result is not None
    pairs = [*zip(film.result, right.result, strict=True)]
    apart = [outlines_apart(one, other) for one, other in pairs]
    return Measures(
        float(np.mean([psnr(from_pixels(a), from_pixels(b)) for a, b in pairs])),
        float(np.mean(apart)) / unit(network),
        float(np.mean([grain_of(picture) for picture in film.result])),
        _fineness([from_pixels(picture) for picture in film.result])[1],
        *_fineness([(from_pixels(a) - from_pixels(b)) / 2 for a, b in pairs], 2 * GREY_LEVELS),
        share_at_limits(film.result),
        float((film.result == WHITE).mean()),
        float(film.result.mean()),
        contrast_of(film.frames[0].x_t),
        contrast_of(film.frames[len(film.frames) // 2].x_t),
    )


def _fineness(pictures: Sequence[Tensor], levels: float = GREY_LEVELS) -> tuple[float, float]:
    """Mean strength of the finest detail at a usual place, and mean share of its strength that is there."""
    found = [fine_detail(picture) for picture in pictures]
    shares = [usual / whole if whole else 0.0 for usual, whole in found]
    return levels * float(np.mean([usual for usual, _ in found])), float(np.mean(shares))


def contrast_of(pictures: np.ndarray) -> float:
    """Mean contrast of uint8 (b, h, w, c), grey levels of 255."""
    return float(np.mean([tone_of(picture).contrast for picture in pictures]))


def grain_of(picture: np.ndarray) -> float:
    """Share of the square contrast of uint8 (h, w, c) that is finest detail: 0.8 of white noise; 0 without any contrast."""
    x = from_pixels(picture)
    away = (x - x.mean((1, 2), keepdim=True)) / 2  # may not leave [−1, 1], where it would be cut
    whole = float(away.double().square().sum())
    return detail_energy(away) / whole if whole else 0.0


def outcome(found: Measures, right: Measures) -> Outcome:
    """What has become of the pictures, in one word."""
    ran = (found.clipped - right.clipped) / max(1 - right.clipped, 1e-9)
    if ran > LIMITS and found.closeness < FAR:
        return "limits"
    if found.apart <= NEAR:
        if is_speckled(found):
            return "noise"
        return "nearly" if found.closeness >= FAR else "between"
    very, is_everywhere = found.grain > VERY_GRAINY * right.grain, found.even > EVERYWHERE
    if very or (is_everywhere and found.grain > GRAINY * right.grain):
        return "noise"
    return "other"


def is_speckled(found: Measures) -> bool:
    """Whether noise lies over pictures that are the right ones otherwise."""
    return found.speckle >= SPECKLED and found.speckle_even >= ALL_OVER


def limit(found: Measures) -> Literal["white", "black", "both"]:
    """At which limit the values of pictures are that are at one."""
    whites = found.white / max(found.clipped, 1e-9)
    return "white" if whites >= ALL_ONE else "black" if whites <= 1 - ALL_ONE else "both"


def worsened(name: str, found: Measures, right: Measures) -> tuple[float, float]:
    """The quantity that a mistake worsens: what it is, and what it is of the right pictures."""
    quantity = MISTAKES[name].worsens
    return getattr(found, quantity), getattr(right, quantity)
