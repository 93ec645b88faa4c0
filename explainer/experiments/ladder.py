"""The ladder: the same noise walked in ever more steps, each measured against a very long walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from explainer.experiments.cost import expected_now
from explainer.experiments.settings import Settings
from explainer.media.film import Film

LADDER = (1, 2, 5, 10, 20, 50, 100, 200)
REFERENCE = 1000
FRAMES = 1  # of each film: only the results are shown


def rungs(settings: Settings) -> list[Settings]:
    """A walk for every rung, the reference last."""
    return [replace(settings, steps=n) for n in (*LADDER, REFERENCE)]


def climbing_seconds(settings: Settings) -> float:
    """About how long the whole ladder takes on this machine, as busy as it is now."""
    return expected_now(rungs(settings), FRAMES)


def grey_levels_apart(films: Sequence[Film]) -> list[float]:
    """Root mean square difference of each result but the last to the last, in grey levels of 255.

    Only the first picture of each film counts; films without a result are left out.
    """
    pictures = [film.result[0].astype(float) for film in films if film.result is not None]
    return [float(np.sqrt(np.mean((p - pictures[-1]) ** 2))) for p in pictures[:-1]]


def longest(films: Sequence[Film]) -> Film | None:
    """The longest that is done, which the others can be measured against; None while none is."""
    return max((film for film in films if film.done), key=lambda film: film.n, default=None)


@dataclass(frozen=True)
class Gain:
    """What climbing brings: the fall of the distance, its price in calls, and the rung of half of it."""

    fall: float  # first distance / last distance
    price: float  # last rung's calls / first rung's calls
    half: int  # steps


def gain(films: Sequence[Film]) -> Gain:
    """Of finished films, in the order of `rungs`."""
    apart = grey_levels_apart(films)
    middle = (apart[0] + apart[-1]) / 2
    half = next(n for n, distance in zip(LADDER, apart, strict=True) if distance <= middle)
    return Gain(apart[0] / max(apart[-1], 1e-9), films[-2].calls / films[0].calls, half)
