"""What a planted mistake has done to a run: how it looks, and what can be measured of it beside the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from explainer.core.metrics import detail_energy, psnr
from explainer.engines.codecs import decoded
from explainer.experiments.added_noise import share_at_limits
from explainer.experiments.mistakes import MISTAKES
from explainer.experiments.pair import KINDS, outlines_apart, unit
from explainer.experiments.tones import tone_of
from explainer.experiments.views import view_of
from explainer.media.film import Film, View
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint

Outcome = Literal["noise", "limits", "other", "nearly"]
OUTCOMES: tuple[Outcome, ...] = ("noise", "limits", "other", "nearly")
NEAR = KINDS[1][2]  # outlines that lie no farther apart are those of the same picture
LIMITS = 0.25  # of the values that are neither black nor white in the right pictures: so many have become so
FAR = 20.0  # dB: below, that can be seen
GRAINY = 1.5  # times the share of the finest detail: noise is left


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


@dataclass(frozen=True)
class Measures:
    """What can be measured of pictures beside those that are right."""

    closeness: float  # mean dB to the right ones; infinite for the same
    apart: float  # mean distance of their outlines in that of pictures from different noise
    grain: float  # share of their contrast, squared, that is finest detail
    clipped: float  # share of values at black or white
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
        share_at_limits(film.result),
        float(film.result.mean()),
        contrast_of(film.frames[0].x_t),
        contrast_of(film.frames[len(film.frames) // 2].x_t),
    )


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
        return "nearly"
    if found.grain > GRAINY * right.grain:
        return "noise"
    return "other"


def worsened(name: str, found: Measures, right: Measures) -> tuple[float, float]:
    """The quantity that a mistake worsens: what it is, and what it is of the right pictures."""
    quantity = MISTAKES[name].worsens
    return getattr(found, quantity), getattr(right, quantity)
