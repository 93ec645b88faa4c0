"""What has become of broken pictures: each word for it is true of what was measured."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import torch

from explainer.core.metrics import fine_detail
from explainer.core.noise import unit_noise
from explainer.experiments.harm import Measures, limit, outcome


def _seen(**changes):
    """The measures of the right pictures, or of others."""
    names = {f.name for f in fields(Measures)}
    right = {"closeness": math.inf, "grain": 0.03, "even": 0.6, "brightness": 84.0}
    return Measures(**{**dict.fromkeys(names, 0.0), **right, **changes})


def test_at_which_limit_values_are():
    assert [limit(_seen(clipped=0.9, white=w)) for w in (0.9, 0.5, 0.0)] == [
        "white",
        "both",
        "black",
    ]


def test_colours_that_have_changed_within_the_right_outlines_are_not_called_the_same():
    right = _seen()
    assert outcome(_seen(closeness=28.0), right) == "nearly"
    assert outcome(_seen(closeness=15.0), right) == "between"


def test_texture_of_other_pictures_is_no_noise_and_grain_over_the_right_ones_is():
    right = _seen()
    texture = _seen(closeness=12.0, apart=1.1, grain=3 * right.grain, even=0.79)
    assert outcome(texture, right) == "other"
    assert outcome(replace(texture, even=0.95), right) == "noise"
    assert outcome(_seen(closeness=28.0, speckle=8.0, speckle_even=0.9), right) == "noise"
    moved_edges = _seen(closeness=28.0, speckle=12.0, speckle_even=0.5)
    assert outcome(moved_edges, right) == "nearly"


def test_finest_detail_of_noise_is_as_strong_at_a_usual_place_as_over_all_and_that_of_edges_is_not():
    usual, whole = fine_detail(0.1 * unit_noise((1, 64, 64), [1])[0])
    assert 0.95 < usual / whole < 1.05
    edges = torch.zeros(1, 64, 64)
    edges[:, 20:40, 20:40] = 0.8
    usual, whole = fine_detail(edges)
    assert usual < 0.5 * whole
