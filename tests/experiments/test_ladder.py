"""What climbing the ladder brought, from films whose distances are known."""

import numpy as np
import pytest

from explainer.experiments import ladder
from explainer.experiments.settings import Settings
from explainer.media.film import Film


def film(level, calls):
    return Film(calls, [], np.full((1, 2, 2, 1), level, np.uint8), calls, calls)


def climbed():
    """Rungs that are 64, 32, 16 … grey levels away from the reference, which is the last."""
    levels = [100 + 64 // 2**i for i in range(len(ladder.LADDER))]
    return [film(v, n) for v, n in zip([*levels, 100], [*ladder.LADDER, 1000], strict=True)]


def test_distances_are_root_mean_squares_in_grey_levels():
    assert ladder.grey_levels_apart(climbed()) == [64, 32, 16, 8, 4, 2, 1, 0]


def test_the_gain_is_told_from_the_films():
    found = ladder.gain([*climbed()[:-2], film(101, 200), film(100, 1000)])
    assert found.fall == pytest.approx(64)
    assert found.price == 200
    assert found.half == 2  # the first rung that is at most 32.5 levels away


def test_a_rung_for_every_length_and_the_reference_last():
    rungs = ladder.rungs(Settings("digits", "ddim", 7, seeds=(3,)))
    assert [r.steps for r in rungs] == [*ladder.LADDER, ladder.REFERENCE]
    assert {r.seeds for r in rungs} == {(3,)}
