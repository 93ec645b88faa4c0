import time
from dataclasses import replace

import torch

from explainer.experiments.settings import Settings
from explainer.training.evaluation.drawing import (
    PUBLISHED,
    at_once,
    describe,
    draw_classes,
    draw_prompts,
)

QUICK = Settings("digits", "ddim", 2, 2.0)


def test_long_runs_have_fewer_pictures_at_once():
    assert (at_once(replace(PUBLISHED, steps=50)), at_once(PUBLISHED)) == (16, 3)


def test_pictures_are_drawn_for_every_word():
    images, labels = draw_classes(2, QUICK)
    assert images.shape == (20, 1, 28, 28)
    assert images.dtype == torch.uint8
    assert labels.tolist() == [i for i in range(10) for _ in range(2)]


def test_fewer_pictures_are_the_first_of_more():
    """Of every word as many; and one at least, whatever the clock says."""
    many, _ = draw_classes(2, QUICK)
    few, labels = draw_classes(2, QUICK, until=time.monotonic())
    assert labels.tolist() == list(range(10))
    assert torch.equal(few, many[::2])


def test_no_prompt_is_begun_when_the_time_is_over():
    settings = replace(QUICK, steps=1)
    assert len(draw_prompts(["3"] * 40, settings, until=0)) == 16
    assert len(draw_prompts(["3"] * 40, settings, until=0, at_least=17)) == 32


def test_without_guidance_no_two_words_get_the_same_picture():
    images, _ = draw_classes(1, replace(QUICK, w=0.0))
    assert len(images.flatten(1).unique(dim=0)) == len(images)


def test_what_a_network_in_latents_draws_is_decoded(latent_network):
    images, labels = draw_classes(1, replace(QUICK, network=latent_network))
    assert images.shape == (10, 3, 16, 16)
    assert len(labels) == 10


def test_settings_are_described_with_the_interval():
    assert describe(QUICK) == "ddim, 2 steps, w = 2"
    assert describe(replace(QUICK, interval=(100, 700))).endswith("w = 2 for t from 100 to 700")
