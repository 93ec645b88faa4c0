"""Restoring in the tabs: the pictures of the page Restore, and how good they are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.experiments.filling import LONGEST, Holed, hole, repainted
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


def test_a_hole_is_filled_as_on_the_page(tiny):
    *_, end = restoring.fill_in(None, None, 2, 5, 7, tiny)
    x0 = functions.picture_for(tiny, None)
    given = Holed(load_checkpoint(tiny), x0, hole("blobs", 16))
    settings = Settings(tiny, "ddpm", 5, seeds=(7,), shared_path=False)
    x = last(repainted(given, settings, LONGEST, 2)).x_next
    assert np.array_equal(end.walked, to_pixels(x)[0])
    known = given.hole == 0
    assert np.array_equal(end.walked[known], to_pixels(x0)[known])
    assert len(end.texts) == 2


def test_a_mask_says_where_the_hole_is(tiny, tmp_path):
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[4:8, 4:8] = 255
    for name, cells in (("mask", pixels), ("dark", pixels // 255)):
        Image.fromarray(cells).save(tmp_path / f"{name}.png")
    *_, end = restoring.fill_in(None, str(tmp_path / "mask.png"), 1, 2, 7, tiny)
    grey = (end.known == 128).all(-1)
    assert grey[4:8, 4:8].all() and grey.sum() < 32
    with pytest.raises(UserError, match="mask"):
        list(restoring.fill_in(None, str(tmp_path / "dark.png"), 1, 2, 7, tiny))
    with pytest.raises(UserError, match="stretch"):
        list(restoring.fill_in(None, None, 9, 2, 7, tiny))
