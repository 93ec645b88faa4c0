"""What is said of slopes is what the table shows."""

from __future__ import annotations

import math

import pytest

from explainer.experiments.convergence import Curve
from explainer.ui.drawing.numbers import expected
from explainer.ui.sections.steps_curves import fall, is_short


@pytest.mark.parametrize(
    ("solver", "order", "short"),
    [("ddim", 0.8, True), ("ddim", 0.96, False), ("heun", 1.9, True), ("heun", math.nan, False)],
)
def test_less_steep_than_theory_is_every_slope_that_is_shown_as_less(solver, order, short):
    assert is_short(solver, order) == short


def test_the_slope_is_that_of_the_fall_which_stands_beside_it():
    curve = Curve((10, 20, 100, 200), (10, 20, 100, 200), (40.0, 30.0, 9.0, 3.0))
    assert fall(curve) == pytest.approx(10**curve.order) == pytest.approx(10)


def test_long_times_are_told_in_minutes():
    assert expected(737) == "About 13 minutes."
    assert expected(12.3) == "About 12 s."
