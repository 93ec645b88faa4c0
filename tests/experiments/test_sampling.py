"""Runs from settings: the same settings give the same picture, guidance acts where it is to act, costs are counted."""

from dataclasses import replace

import torch

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.experiments.sampling import generate, one_step, picture_shape, run
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint


def test_guidance_acts_in_its_interval_only():
    settings = Settings("digits", "ddim", 10, 3.0, "3", (1,))
    calls = [
        last(generate(replace(settings, interval=i))).calls for i in (None, (400, 700), (0, 0))
    ]
    assert calls == [20, 14, 10]
    plain = last(generate(replace(settings, w=1.0))).x_next
    assert torch.equal(last(generate(replace(settings, interval=(0, 0)))).x_next, plain)


def test_the_same_settings_give_the_same_picture():
    settings = Settings("digits", "ddpm", 5, 2.0, "7", (3, 4))
    a, b = last(generate(settings)), last(generate(settings))
    assert torch.equal(a.x_next, b.x_next)
    assert a.calls == 10


def test_a_single_call_cleans_a_noisy_digit():
    """The shipped network against the mean grey: a broken checkpoint could not do this."""
    shape = picture_shape("digits")
    clean = last(generate(Settings("digits", "ddim", 20, 2.0, "1"))).x_next[0]
    schedule = load_checkpoint("digits").schedule
    x_t = schedule.add_noise(clean[None], torch.tensor([500]), unit_noise(shape, [1]))
    estimate = one_step(load_checkpoint("digits"), x_t, 500).x0[0]
    assert psnr(estimate, clean) > psnr(clean.mean().expand(shape), clean) + 3
    walked = last(run(Settings("digits", "ddpm", 10, seeds=(1,)), x_t, 500)).x_next[0]
    assert psnr(walked, clean) > psnr(clean.mean().expand(shape), clean)


def test_pictures_of_one_run_may_have_their_own_words():
    together = last(generate(Settings("digits", "ddim", 5, 2.0, "3; 8", (4, 4)))).x_next
    for i, word in enumerate("38"):
        alone = last(generate(Settings("digits", "ddim", 5, 2.0, word, (4,)))).x_next[0]
        assert psnr(together[i], alone) > 30
