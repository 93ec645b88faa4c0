"""The Python to copy on the pages of Look closer: run, it makes the pictures that were on the screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explainer.engines.registry import engine_for
from explainer.experiments import forks, game, grids
from explainer.experiments.convergence import begun
from explainer.experiments.snippet_closer import forks_source, game_source, grid_source
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import read_card
from explainer.samples import sample_pixels
from tests.experiments.test_snippet import picture_made_here, result

pytestmark = pytest.mark.slow


def engine_and_hash(network):
    return engine_for(network).name, read_card(network).sha256


def test_the_code_of_a_game_makes_its_picture(tmp_path):
    x0 = reduce(sample_pixels("tulip"), size=28, channels=1)
    games = {
        None: game.from_noise("digits", "3", 7),
        "tulip": game.from_picture("digits", x0, 7),
    }
    for sample, now in games.items():
        path = now.path((600, 200))
        settings = replace(now.settings, steps=3)
        source = game_source(settings, path, sample, *engine_and_hash("digits"))
        folder = tmp_path / str(sample)
        folder.mkdir()
        assert np.array_equal(
            picture_made_here(source, folder), result(settings, game.along(now, settings, path))
        )


def test_the_code_of_a_grid_visits_its_timesteps(tmp_path):
    grid = (1000, 900, 300, 0)
    run = grids.of(begun("digits", "3", 7, 2.0), "heun", grid)
    made = picture_made_here(grid_source(run, grid, *engine_and_hash("digits")), tmp_path)
    assert np.array_equal(made, result(run, grids.on_grid(run, grid)))


def test_the_code_of_forks_makes_every_branch(tmp_path):
    trunk, change = forks.trunk("digits", "3", 7, 2.0), forks.Change("word", 8, "5", 2.0)
    every = forks.tree(trunk)
    made = picture_made_here(forks_source(every, change, *engine_and_hash("digits")), tmp_path)
    assert np.array_equal(made, result(every, forks.branches(trunk, change)))
