"""The Python to copy on the pages of Make: run, it makes the pictures that were on the screen."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.core.samplers import last
from explainer.engines.registry import engine_for
from explainer.experiments.filling import Holed, hole, repainted
from explainer.experiments.inside_unet import x0_of
from explainer.experiments.redrawing import begun, redrawn
from explainer.experiments.restoring import Damage, Damaged, restored
from explainer.experiments.settings import Settings
from explainer.experiments.snippet import (
    denoising_source,
    filling_source,
    mixing_source,
    restoring_source,
    two_in_one_source,
)
from explainer.experiments.travelling import mixed, mixing
from explainer.experiments.two_in_one import Wanted, drawn
from explainer.experiments.views import new_film
from explainer.media.pictures import montage, reduce, to_pixels
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.samples import sample_pixels
from tests.experiments.test_snippet import picture_made_here, result

pytestmark = pytest.mark.slow


def engine_and_hash(network):
    return engine_for(network).name, read_card(network).sha256


def test_the_code_of_two_words_in_one_picture_makes_the_same_pictures(tmp_path):
    settings = Settings("digits", "ddim", 4, 2.0, seeds=(7, 8))
    for wanted in (
        Wanted(settings, "6", "9", "half_turn"),
        Wanted(settings, "0", "4", "hybrid", 3),
    ):
        folder = tmp_path / wanted.way
        folder.mkdir()
        made = picture_made_here(two_in_one_source(wanted, *engine_and_hash("digits")), folder)
        assert np.array_equal(made, result(settings, drawn(wanted)))


def test_the_code_of_mixed_words_makes_the_same_row(tiny_latent, tmp_path):
    settings, words = mixing(tiny_latent, 2.0, 7), ("a", "b")
    made = picture_made_here(
        mixing_source(settings, words, *engine_and_hash(tiny_latent)), tmp_path
    )
    film = new_film(settings)
    for step in mixed(settings, *words):
        film.add(step)
    assert np.array_equal(made, montage(film.result, columns=len(settings.seeds)))


def test_the_code_of_a_redrawn_sample_goes_through_the_codec(tiny_latent, tmp_path):
    settings, t = begun(tiny_latent, "a", 3, 2.0, 120), 120
    checkpoint = load_checkpoint(tiny_latent)
    channels, size, _ = checkpoint.picture_shape
    x0 = x0_of(checkpoint, reduce(sample_pixels("apples"), size, channels))
    sha256, engine = read_card(tiny_latent).sha256, engine_for(tiny_latent).name
    source = denoising_source(settings, "apples", t, engine, sha256)
    assert np.array_equal(
        picture_made_here(source, tmp_path), result(settings, redrawn(settings, x0, t))
    )


def test_the_code_of_a_restored_and_of_a_filled_sample_makes_their_pictures(tmp_path):
    checkpoint = load_checkpoint("sprites")
    x0 = reduce(sample_pixels("apples"), 16, 3)
    made_with = engine_for("sprites").name, checkpoint.card.sha256
    settings = Settings("sprites", "ddpm", 4, seeds=(3,), shared_path=False)
    damage, holed = Damage("blocks", 0.25, 1), Holed(checkpoint, x0, hole("square", 16))
    made = {
        restoring_source(settings, "apples", damage, True, *made_with): restored(
            Damaged(checkpoint, x0, damage), settings
        ),
        filling_source(
            settings, "apples", "square", "repainted(holed, settings, 2, 2)", *made_with
        ): repainted(holed, settings, 2, 2),
    }
    for i, (source, walk) in enumerate(made.items()):
        (tmp_path / str(i)).mkdir()
        assert np.array_equal(
            picture_made_here(source, tmp_path / str(i)), to_pixels(last(walk).x_next)[0]
        )
