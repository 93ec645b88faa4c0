"""What is measured of a codec: is it right of codecs whose losses are known?"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.networks.codec import Codec
from explainer.networks.config import CodecConfig
from explainer.training.codecs.recipe import CODEC as SHIPPED
from explainer.training.evaluation import codecs
from explainer.training.evaluation.codec_sheet import COLUMNS, above_and_below
from explainer.training.evaluation.codecs import (
    _by_file,
    codec_metrics,
    enlarged,
    find_codec,
    held_out_sets,
    scores,
    some_of,
)
from explainer.training.evaluation.real import given_back
from explainer.training.recipes import RECIPES, SPRITES
from tests.latents import CODEC_NAME, TINY_CODEC, with_random_weights
from tests.training.evaluation.conftest import noise

RECIPE = replace(SHIPPED, network=TINY_CODEC, sets=SPRITES.sets)


class Shifting(Codec):
    """Gives every picture back a little lighter."""

    def forward(self, pictures):
        return pictures + 0.1


def test_a_codec_gives_back_pictures_of_the_same_kind():
    images = noise(codecs.OF_A_SET + 3, 0, 3, 16)
    returned = given_back(with_random_weights(Codec(TINY_CODEC)), images)
    assert returned.shape == images.shape
    assert returned.dtype == torch.uint8
    lighter = given_back(Shifting(TINY_CODEC), images // 2)
    assert ((lighter.int() - images // 2 - 13).abs() <= 1).all()  # a tenth of −1…1, rounded


def test_scores_of_a_known_error():
    images = noise(5, 0, 3, 16) // 2
    found = scores(images, images + 10)
    assert found.psnr == pytest.approx(20 * np.log10(25.5))
    assert found.sharpness == pytest.approx(1)
    assert scores(images, images).summary()["psnr"] == codecs.MOST


def test_the_mean_psnr_is_not_that_of_the_mean_error():
    """Which the one bad picture decides."""
    images = noise(2, 0, 3, 16) // 2
    worse = images.clone()
    worse[0] += 1
    worse[1] += 60
    found = scores(images, worse).summary()
    assert found["psnr"] == pytest.approx(10 * np.log10(255**2 / 60), abs=0.01)
    assert found["psnr_of_mean_error"] == pytest.approx(10 * np.log10(255**2 * 2 / 3601), abs=0.01)


def test_small_pictures_are_enlarged_by_whole_pixels():
    small = noise(2, 0, 1, 28)
    large = enlarged(small, 64)
    assert large.shape == (2, 3, 64, 64)
    assert torch.equal(large[:, :, 4:60:2, 5:60:2], small.expand(-1, 3, -1, -1))
    assert torch.equal(large[:, 0, 30, 0], small[:, 0, 13, 0])  # the rim goes on
    same = noise(2, 0, 3, 64)
    assert torch.equal(enlarged(same, 64), same)


def test_some_pictures_are_different_ones_from_first_to_last():
    images = torch.arange(10, dtype=torch.uint8)[:, None, None, None]
    assert some_of(images, 4).flatten().tolist() == [0, 3, 6, 9]
    assert len(some_of(images, 99)) == 10


def test_kinds_are_what_it_learned_from_and_all_others_in_the_folder(sprites, data):
    sets = held_out_sets(
        replace(RECIPE, network=CodecConfig()), data, 5
    )  # both stand-ins lie there
    assert [(s.file, s.kind) for s in sets] == [
        ("sprites16", codecs.PHOTOGRAPHS),
        ("mnist28", codecs.NEW),
    ]
    assert all(len(s.images) == 5 for s in sets)


def test_what_it_learned_from_comes_first():
    files = list(_by_file(RECIPE.sets, *(recipe.sets for recipe in RECIPES.values())))
    assert files[0] == "sprites16"
    assert len(set(files)) == len(files)
    (caltech,) = (specs for file, specs in _by_file(SHIPPED.sets).items() if "caltech" in file)
    assert len(caltech) == 2  # both parts of a file that a recipe takes in two


def test_hands_are_new_to_the_codec_that_ships():
    learned = {spec.file for spec in SHIPPED.sets}
    everything = {spec.file for recipe in RECIPES.values() for spec in recipe.sets}
    assert {"hands-64", "sprites16", "mnist28", "fashion28"} <= everything - learned


def test_all_that_is_measured_of_a_codec(sprites):
    found = codec_metrics(Shifting(TINY_CODEC), RECIPE, sprites, 20)
    group = found["fidelity"]["photographs"]
    assert group["n"] == 20
    assert group["psnr"] == pytest.approx(20 * np.log10(255 / 13), abs=0.1)
    assert [row["file"] for row in found["fidelity"]["sets"]] == ["sprites16"]
    assert found["halo"] == {}  # no drawings here
    assert set(found["judged"]["sprites"]) == {
        f"{judge}_on_{kind}_test"
        for judge in ("classifier", "second")
        for kind in ("real", "decoded")
    }


def test_a_codec_is_found_where_its_network_is(latent_network, latent_home):
    loaded, folder = find_codec(CODEC_NAME)
    assert loaded.card.name == CODEC_NAME
    assert folder == latent_home


def test_a_sheet_shows_what_comes_back_below_the_original():
    images = noise(COLUMNS + 2, 0, 3, 8)
    sheet = np.asarray(above_and_below(images, 255 - images))
    assert sheet.shape == (4 * 10 - 2, COLUMNS * 10 - 2, 3)
    last = images[COLUMNS + 1].movedim(0, -1).numpy()
    assert np.array_equal(sheet[20:28, 10:18], last)
    assert np.array_equal(sheet[30:38, 10:18], 255 - last)
