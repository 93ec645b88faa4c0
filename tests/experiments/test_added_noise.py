"""Why DDPM adds noise back, where theory knows: with the ideal denoiser of Gaussian pictures."""

import numpy as np
import pytest
import torch

from explainer.core.denoiser import predict
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.samplers import last, walk
from explainer.core.schedule import cosine
from explainer.experiments.added_noise import SEEDS, measures, ways
from explainer.experiments.sampling import generate, step_function
from explainer.networks.checkpoints import load_checkpoint

DEVIATION = 0.5
SHAPE, MANY = (1, 8, 8), range(64)


def gaussian(x_t, t, condition=None):
    """E[x0 | x_t] for pictures whose values are all drawn from N(0, DEVIATION²)."""
    signal, noise = cosine().coefficients(t, x_t)
    share = signal * DEVIATION**2 / (signal**2 * DEVIATION**2 + noise**2)
    return predict(cosine(), x_t, t, "x0", share * x_t)


def ends(name, steps=200):
    """Where the way ends, from the same noises."""
    settings = ways("digits", "", steps, 0)[name]
    noise, x_T = FreshNoise(SHAPE, MANY), unit_noise(SHAPE, MANY)
    step, timesteps = step_function(settings), cosine().timesteps(steps)
    return last(walk(step, gaussian, cosine(), x_T, timesteps, noise=noise)).x_next


def test_with_its_noise_ddpm_has_the_deviation_of_the_pictures_and_without_far_less():
    assert float(ends("added").std()) == pytest.approx(DEVIATION, rel=0.05)
    assert float(ends("left_out").std()) < 0.25 * DEVIATION


def test_ddim_has_it_without_any_noise():
    assert float(ends("ddim").std()) == pytest.approx(DEVIATION, rel=0.05)


def test_the_ways_differ_in_nothing_but_the_step():
    found = ways("digits", "3", 5, 7)
    assert len({(s.network, s.words, s.steps, s.w, s.seeds) for s in found.values()}) == 1
    assert found["added"].seeds == tuple(range(7, 7 + SEEDS))
    firsts = [next(generate(s)).x_t for s in found.values()]
    assert all(torch.equal(first, firsts[0]) for first in firsts)
    assert firsts[0].shape == (SEEDS, *load_checkpoint("digits").shape)


def test_the_measures_are_told_from_the_pictures():
    rng = np.random.default_rng(0)
    noisy = rng.integers(1, 255, (16, 8, 8, 1), np.uint8)
    flat = np.full_like(noisy, 100)
    alike, same = measures(flat, noisy), measures(noisy, noisy)
    assert (alike.spread, alike.clipped) == (0, 0)
    assert alike.sharpness == pytest.approx(0, abs=1e-6)
    assert same.sharpness == 1
    assert same.spread == pytest.approx(noisy.astype(float).std(0).mean())
    two_words = np.concatenate([flat[:1], noisy[:1]] * 8)  # alike within each word
    assert measures(two_words, noisy, 2).spread == 0 < measures(two_words, noisy).spread
    limits = measures(np.array([0, 255, 7, 9], np.uint8).reshape(1, 2, 2, 1), noisy)
    assert limits.clipped == 0.5
