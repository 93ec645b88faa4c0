"""The Python to copy on the pages of Look closer: run, it makes the pictures that were on the screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explainer.engines.registry import engine_for
from explainer.experiments import game
from explainer.experiments.snippet_closer import game_source
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import read_card
from explainer.samples import sample_pixels
from tests.experiments.test_snippet import picture_made, result

pytestmark = pytest.mark.slow


def engine_and_hash(network):
    return engine_for(network).name, read_card(network).sha256


def test_the_code_of_a_game_makes_its_picture(tmp_path):
    x0 = reduce(sample_pixels("tulip"), size=28, channels=1)
    begun = {
        None: game.from_noise("digits", "3", 7),
        "tulip": game.from_picture("digits", x0, 7),
    }
    for sample, now in begun.items():
        path = now.path((600, 200))
        settings = replace(now.settings, steps=3)
        source = game_source(settings, path, sample, *engine_and_hash("digits"))
        folder = tmp_path / str(sample)
        folder.mkdir()
        assert np.array_equal(
            picture_made(source, folder), result(settings, game.along(now, settings, path))
        )
