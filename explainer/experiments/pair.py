"""Two walks from one noise: how alike they end, and what the longer one cost."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.metrics import psnr
from explainer.media.film import Film
from explainer.media.pictures import from_pixels

KINDSHIP = (35, "twins"), (15, "cousins"), (-1000, "strangers")  # from so many dB on


def closeness(films: Sequence[Film]) -> float:
    """PSNR in dB of the first pictures of two finished films; infinite if they are equal."""
    a, b = (from_pixels(film.result[0]) for film in films if film.result is not None)
    return psnr(a, b)


def kinship(psnr: float) -> str:
    """What pictures are to each other that are this close, in dB: a name of KINDSHIP."""
    return next(kind for least, kind in KINDSHIP if psnr >= least)


def price(calls: Sequence[int]) -> float:
    """How many times the network calls of the shorter walk the longer one took."""
    return max(calls) / min(calls)
