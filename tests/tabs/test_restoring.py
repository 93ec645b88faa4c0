"""Restoring in the tabs: the pictures of the page Restore, and how good they are."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.experiments.restoring import Damage, Damaged, restored
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.tabs import functions, restoring


def test_it_makes_the_picture_of_the_page(tiny):
    *_, end = restoring.sharpen(None, 4, 5, "ddpm", 7, tiny)
    given = Damaged(load_checkpoint(tiny), functions.picture_for(tiny, None), Damage("pixels", 4))
    x = last(restored(given, Settings(tiny, "ddpm", 5, seeds=(7,)))).x_next
    assert np.array_equal(end.walked, to_pixels(x)[0])
    assert end.small.shape == (4, 4, 3) and end.bicubic.shape == (16, 16, 3)
    assert "at most 0.000 grey levels" in end.texts[0]


@pytest.mark.parametrize("factor", [1, 9, -4, "many", None])
def test_a_factor_that_is_none_is_refused(tiny, factor):
    with pytest.raises(UserError):
        list(restoring.sharpen(None, factor, 2, "ddim", 7, tiny))


def test_a_size_that_eight_does_not_divide_is_divided_by_less():
    *_, end = restoring.sharpen(None, 8, 2, "ddim", 7, "digits")
    assert end.small.shape == (4, 4, 3)
