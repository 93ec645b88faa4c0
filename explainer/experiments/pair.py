"""Two pictures beside each other: how alike they are as a whole and in detail, and what the longer run cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.core.metrics import outline_agreement, psnr
from explainer.media.film import Film
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import read_card

# what two pictures are to each other: from so many dB on the eye takes them for the same; below, their outlines
# may be so far apart at most, where 1 is how far those of two pictures from different noise are
Kind = tuple[str, float, float]
KINDS: tuple[Kind, ...] = (
    ("twins", 35, math.inf),
    ("cousins", -math.inf, 0.5),
    ("strangers", -math.inf, math.inf),
)
FAR = 0.995  # of outlines: from here on, to the percent, they are as far apart as from different noise
TYPICAL = 0.6  # distance of outlines from different noise, where a network's were not measured


@dataclass(frozen=True)
class Likeness:
    """How alike two pictures are: in dB, and their outlines' distance in that of pictures from different noise."""

    psnr: float
    apart: float

    @property
    def is_far(self) -> bool:
        """Whether their outlines are as far apart as those of pictures from different noise, or farther."""
        return self.apart > FAR

    @property
    def kind(self) -> str:
        """A name of KINDS."""
        return next(
            kind for kind, least, most in KINDS if self.psnr >= least and self.apart <= most
        )


def likeness(one: np.ndarray, other: np.ndarray, network: str) -> Likeness:
    """Of two pictures of a network, uint8 (h, w, c)."""
    close = psnr(from_pixels(one), from_pixels(other))
    return Likeness(close, outlines_apart(one, other) / unit(network))


def likeness_of(films: Sequence[Film], network: str) -> Likeness:
    """Of the first pictures of two finished films."""
    one, other = (film.result[0] for film in films if film.result is not None)
    return likeness(one, other, network)


def unit(network: str) -> float:
    """How far apart the outlines of two pictures of the same words from different noise are.

    Measured by `python -m explainer.experiments.noises`.
    """
    measured = read_card(network).metrics.get("noises", {})
    return float(measured.get("outlines", {}).get("same_words", TYPICAL))


def outlines_apart(one: np.ndarray, other: np.ndarray) -> float:
    """Distance of the coarse edges of two pictures, uint8 (h, w, c): 0 where they are the same, about 1 by chance."""
    agreement = outline_agreement(from_pixels(one)[None], from_pixels(other))
    return max(0.0, 1 - float(agreement[0]))  # what rounding leaves of equal ones is nothing


def price(calls: Sequence[int]) -> float:
    """How many times the network calls of the shorter walk the longer one took."""
    return max(calls) / min(calls)
