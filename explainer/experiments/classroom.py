"""What a class has answered, as numbers: bars, what blind guessing would score, and a pair for a blind test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explainer.core.samplers import last
from explainer.engines.codecs import decoded
from explainer.experiments.blind_test import SIDES, BlindTest
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint

MOST_BARS = 10
WIDTHS = (1, 2, 5)  # of groups of numbers, and these ten, a hundred … times


@dataclass(frozen=True)
class Bar:
    """So many answers from `low` to `high`, both of them counted in."""

    low: int
    high: int
    count: int


def blind_guessing(n: int, choices: int) -> tuple[float, float]:
    """Of n who guess blindly among so many choices: how many are right on average, and the standard deviation.

    The binomial distribution: n·p and √(n·p·(1−p)), p = 1/choices.
    """
    p = 1 / choices
    return n * p, float((n * p * (1 - p)) ** 0.5)


def bars_of_numbers(tally: Mapping[str, int], low: int, high: int) -> list[Bar]:
    """Whole numbers from low to high in at most ten groups of one width, a round one; the last takes what is left."""
    width = _width(high - low + 1)
    edges = range(low, high + 1, width)
    # a last group of a single number would be a bar of its own for the end of the scale
    starts = edges[:-1] if len(edges) > 1 and high - edges[-1] + 1 < width / 2 else edges
    ends = [*(start - 1 for start in starts[1:]), high]
    return [
        Bar(start, end, sum(n for answer, n in tally.items() if start <= int(answer) <= end))
        for start, end in zip(starts, ends, strict=True)
    ]


def _width(numbers: int) -> int:
    """The smallest round width with which so many numbers fit in the bars, but for a remainder."""
    ten = 1
    while True:
        for width in WIDTHS:
            if numbers <= MOST_BARS * width * ten + (width * ten - 1) // 2:
                return width * ten
        ten *= 10


def median(tally: Mapping[str, int]) -> float | None:
    """The number in the middle of all that were answered; None without answers."""
    answers = sorted(int(answer) for answer, n in tally.items() for _ in range(n))
    return float(np.median(answers)) if answers else None


def longer_side(walks: tuple[Settings, Settings], i: int) -> str:
    """On which side of a class's pair i the longer of both walks, (short, long), is shown."""
    first, _ = _pair(walks, i)
    return SIDES[0] if first.steps == walks[1].steps else SIDES[1]


def blind_pair(walks: tuple[Settings, Settings], i: int) -> list[np.ndarray]:
    """The two pictures of a class's pair i, uint8 (h, w, c), the left one first."""
    return [_result(settings) for settings in _pair(walks, i)]


def _pair(walks: tuple[Settings, Settings], i: int) -> Sequence[Settings]:
    short, long = (replace(walk, seeds=walk.seeds[:1]) for walk in walks)
    return BlindTest(short.seeds[0], (short, long)).pair_of(i)


def _result(settings: Settings) -> np.ndarray:
    x0 = last(generate(settings)).x_next
    pixels: np.ndarray = to_pixels(decoded(load_checkpoint(settings.network), x0))[0]
    return pixels
