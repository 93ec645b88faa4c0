"""Redrawing: its two ends are the picture and plain generation, and the row of levels is what each level gives alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.engines.codecs import decoded
from explainer.experiments import drawings, redrawing
from explainer.experiments.inside_unet import x0_of
from explainer.experiments.redrawing import (
    LADDER,
    PURE,
    STRIDE,
    Remnant,
    at_every_level,
    begun,
    redrawn,
    steps_from,
)
from explainer.experiments.sampling import generate, run
from explainer.media.painted import PALETTE, coloured
from explainer.media.pictures import reduce
from explainer.networks.checkpoints import load_checkpoint, read_card
from explainer.samples import sample_pixels

SAME = 1e-4  # rounding: a batch sums in another order
CLOSE = 30  # dB at T, where the picture under the noise has less than a thousandth of its contrast


def beginning(network):
    checkpoint = load_checkpoint(network)
    channels, size, _ = checkpoint.picture_shape
    return x0_of(checkpoint, reduce(sample_pixels("tulip"), size, channels))


def settings(network, t):
    return begun(network, read_card(network).vocabulary[3], 7, 2.0, t)


def picture(network, steps):
    """Where a run ends, as a picture."""
    return decoded(load_checkpoint(network), last(steps).x_next)[0]


def test_the_ladder_is_the_courses():
    assert LADDER == (390, 690, 780, 840, 900, 960)
    strided = [*range(PURE, -1, -STRIDE)]
    assert [strided[i] for i in redrawing.I_STARTS] == [*LADDER]
    assert [steps_from(t) for t in (0, 10, 390, PURE, 1000)] == [1, 1, 13, 33, 33]


def test_without_noise_there_is_no_step():
    x0 = beginning("digits")
    assert list(redrawn(settings("digits", 0), x0, 0)) == []


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
def test_little_noise_gives_the_picture_back(network):
    x0 = beginning(network)
    end = picture(network, redrawn(settings(network, 10), x0, 10))
    assert psnr(end, decoded(load_checkpoint(network), x0[None])[0]) > 25


@pytest.mark.parametrize("network", ["digits", "photos-latent"])
def test_at_T_it_is_nearly_plain_generation_from_the_same_noise(network):
    told, T = settings(network, 1000), load_checkpoint(network).schedule.T
    redrew = picture(network, redrawn(told, beginning(network), T))
    plain = picture(network, generate(told))
    assert psnr(redrew, plain) > CLOSE
    other = picture(network, generate(replace(told, seeds=(8,))))
    assert psnr(other, plain) < CLOSE / 2  # so that the distance says something


@pytest.mark.parametrize("network", ["sprites", "photos-latent"])
def test_every_picture_of_the_row_is_what_its_level_gives_alone(network):
    x0 = beginning(network)
    every = last(at_every_level(settings(network, 500), x0)).x_next
    alone = [last(redrawn(settings(network, t), x0, t)).x_next[0] for t in LADDER]
    told = settings(network, PURE)
    eps = unit_noise(load_checkpoint(network).shape, told.seeds)
    alone.append(last(run(told, eps, PURE)).x_next[0])
    torch.testing.assert_close(every, torch.stack(alone), atol=SAME, rtol=0)


def test_the_row_is_one_batch(calls):
    told = settings("digits", 500)
    list(at_every_level(told, beginning("digits")))
    assert calls == [2 * (len(LADDER) + 1)] * steps_from(PURE)  # with words and without


def test_the_word_counts_from_where_the_classifier_says_it():
    row = [
        Remnant(40, 0, "rose"),
        Remnant(20, 0.2, "rose"),
        Remnant(9, 0.9, "piano"),
        Remnant(8, 1, "hat"),
    ]
    assert redrawing.becomes_the_word(row, {"piano"}) == 2
    assert redrawing.becomes_the_word(row, {"rose"}) == 0
    assert redrawing.becomes_the_word(row, {"bonsai"}) is None
    assert [level.kind for level in row] == ["twins", "cousins", "strangers", "strangers"]
    assert redrawing.becomes_another(row) == 2
    assert redrawing.becomes_another(row[:2]) is None


def test_a_picture_of_other_details_keeps_which_colour_is_where():
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:32] = 200
    rough = picture.copy()
    rough[::2] -= rough[::2] // 5
    same, grainy, turned = redrawing.remnants(
        "emoji-latent", picture, np.stack([picture, rough, picture[::-1]])
    )
    assert (same.kind, grainy.kind, turned.kind) == ("twins", "cousins", "strangers")
    assert [k.name for k in (same, grainy, turned)] == [""] * 3  # no classifier knows its words


@pytest.mark.parametrize("network", ["digits", "photos-latent", "emoji-latent", "sprites"])
def test_the_drawing_to_begin_with_is_on_the_ground_of_the_networks_pictures(network):
    card = read_card(network)
    ground, cells = drawings.ground(card), drawings.example(card)
    assert ground.mean() == (0 if network == "digits" else 255)
    assert float((coloured(cells, ground) != ground).any(-1).mean()) > 0.02
    assert cells.shape == (drawings.SIDE, drawings.SIDE) and cells.max() <= len(PALETTE)
