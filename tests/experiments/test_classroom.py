"""A class in numbers: bars lose no answer, chance is the binomial's, and a pair is the same for everybody."""

import itertools

import numpy as np
import pytest

from explainer.experiments.classroom import (
    bars_of_numbers,
    blind_guessing,
    blind_pair,
    longer_side,
    median,
)
from explainer.experiments.settings import Settings


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1000), (0, 100), (0, 9), (1, 7), (-20, 33), (0, 108)]
)
def test_bars_hold_every_number_once_and_are_few_and_of_one_width(low, high):
    bars = bars_of_numbers({str(n): n - low + 1 for n in range(low, high + 1)}, low, high)
    assert len(bars) <= 10
    assert bars[0].low == low and bars[-1].high == high
    assert all(one.high + 1 == two.low for one, two in itertools.pairwise(bars))
    assert sum(bar.count for bar in bars) == sum(range(1, high - low + 2))
    assert len({bar.high - bar.low for bar in bars[:-1]}) == 1


@pytest.mark.parametrize("choices", [2, 3, 4])
def test_blind_guessing_is_what_coins_and_dice_do(choices):
    mean, deviation = blind_guessing(30, choices)
    drawn = np.random.default_rng(0).binomial(30, 1 / choices, 200_000)
    assert mean == pytest.approx(drawn.mean(), abs=0.05)
    assert deviation == pytest.approx(drawn.std(), abs=0.05)


def test_the_guess_in_the_middle():
    assert median({"10": 1, "20": 1, "900": 1}) == 20
    assert median({}) is None


def test_a_pair_is_the_same_for_everybody_and_the_longer_walk_is_on_its_side():
    walks = Settings("digits", steps=2, seeds=(3,)), Settings("digits", steps=6, seeds=(3,))
    sides = [longer_side(walks, i) for i in range(12)]
    assert {"left", "right"} == set(sides)
    i = sides.index("left")
    first, again = blind_pair(walks, i), blind_pair(walks, i)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(*first)
    both_long = blind_pair((walks[1], walks[1]), i)
    assert np.array_equal(first[0], both_long[0])
