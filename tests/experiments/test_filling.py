"""Filling in: what is known comes back exactly, whatever the hole, with jumps and without."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from explainer.core.samplers import last
from explainer.experiments.filling import (
    BLOBS,
    HOLES,
    Holed,
    corrected,
    hole,
    repainted,
    seam,
    timesteps,
)
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import sample_pixels

pytestmark = pytest.mark.slow


def holed(cells: np.ndarray | str = "square", network: str = "sprites") -> Holed:
    checkpoint = load_checkpoint(network)
    channels, size, _ = checkpoint.shape
    cells = hole(cells, size) if isinstance(cells, str) else cells
    return Holed(checkpoint, reduce(sample_pixels("tulip"), size, channels), cells)


def settings(network: str = "sprites", seeds=(3,), steps: int = 4) -> Settings:
    return Settings(network, "ddpm", steps, seeds=seeds, shared_path=False)


@pytest.mark.parametrize("network", ["digits", "sprites"])
@pytest.mark.parametrize("kind", HOLES)
@pytest.mark.parametrize("times", [1, 3])
def test_known_pixels_are_the_pictures_own(network, kind, times):
    given = holed(kind, network)
    (x,) = last(repainted(given, settings(network), 2, times)).x_next
    places = (given.known > 0).expand_as(x)
    assert torch.equal(x[places], given.x0[places])
    assert not torch.allclose(x[~places], given.x0[~places], atol=0.05)


def test_corrected_estimates_agree_with_what_is_known():
    given = holed("blobs")
    (x,) = last(corrected(given, settings())).x_next
    assert float(((x - given.x0) * given.known).abs().max()) < 1e-3


def test_nothing_missing_is_the_picture_and_everything_missing_is_a_run_from_noise():
    whole, size = holed(np.zeros((16, 16), np.uint8)), 16
    assert torch.equal(last(repainted(whole, settings())).x_next[0], whole.x0)
    gone = holed(np.ones((size, size), np.uint8))
    filled, free = (last(w).x_next for w in (repainted(gone, settings()), generate(settings())))
    assert torch.equal(filled, free)


def test_each_picture_is_its_seeds_own_whatever_else_is_made_with_it():
    given = holed()
    both = last(repainted(given, settings(seeds=(3, 4)), 2, 2)).x_next
    alone = last(repainted(given, settings(seeds=(3,)), 2, 2)).x_next
    assert torch.allclose(both[:1], alone, atol=1e-4)


def test_jumps_walk_every_stretch_as_often_as_was_asked():
    checkpoint = load_checkpoint("sprites")
    plain = checkpoint.schedule.timesteps(6)
    assert timesteps(checkpoint, 6, 2, 1) == plain
    path = timesteps(checkpoint, 6, 2, 3)
    downwards = [(a, b) for a, b in pairwise(path) if b < a]
    moves = list(pairwise(plain))
    assert set(downwards) == set(moves)
    assert [downwards.count(move) for move in moves] == [3, 3, 3, 3, 1, 1]  # at t = 0 it is done
    assert path[-1] == 0


def test_holes_are_as_large_as_they_are_said_to_be():
    for size in (16, 28, 64):
        assert hole("square", size).mean() == 0.25
        assert hole("left", size).mean() == 0.5
        assert hole("blobs", size).mean() == pytest.approx(BLOBS, abs=0.02)


def test_a_seam_is_the_step_across_the_edge_and_nothing_else():
    known = torch.ones(8, 8)
    known[:, 4:] = 0
    picture = torch.full((3, 8, 8), -1.0)
    assert seam(picture, known) == 0
    picture[:, :, 4:] = 1
    assert seam(picture, known) == 255
    picture[:, :, 6:] = -1  # a step inside the hole does not count
    assert seam(picture, known) == 255
    assert seam(picture, torch.ones(8, 8)) == 0


def test_by_hand_what_is_known_stays_too():
    given = holed("left")
    places = (given.known > 0).expand_as(given.x0)
    assert torch.equal(given.by_hand()[places], given.x0[places])
    judged = given.filled(given.by_hand())
    assert judged.pixels.shape == (16, 16, 3) and judged.psnr > 8
    assert given.filled(given.x0).psnr == float("inf")
