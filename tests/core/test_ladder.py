"""More steps, closer to the end of the path: what the ladder of the pages must show where theory knows."""

import itertools

import pytest
import torch

from explainer.core.denoiser import IdealDenoiser, predict
from explainer.core.noise import BrownianNoise, FreshNoise, unit_noise
from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import cosine

SHAPE = (1, 6, 6)
LADDER = (1, 2, 5, 10, 20, 50, 100, 200)
REFERENCE = 1000
SEEDS = range(8)


def ends(denoiser, sampler, noise_of=BrownianNoise):
    """Where walks of every length end, the reference last: (rungs, seeds, 1, 6, 6)."""
    schedule, found = cosine(), []
    for n in (*LADDER, REFERENCE):
        noise = (
            noise_of(schedule, SHAPE, SEEDS)
            if noise_of is BrownianNoise
            else noise_of(SHAPE, SEEDS)
        )
        steps = walk(
            SAMPLERS[sampler],
            denoiser,
            schedule,
            unit_noise(SHAPE, SEEDS).double(),
            schedule.timesteps(n),
            noise=noise,
        )
        found.append(last(steps).x_next)
    return torch.stack(found)


def distances(found):
    """Root mean square distance of every rung to the reference."""
    return [float((x - found[-1]).square().mean().sqrt()) for x in found[:-1]]


def gaussian(x_t, t, condition):
    """The ideal denoiser for Gaussian pictures of variance 1/4: a share of x_t."""
    signal, noise = cosine().coefficients(t, x_t)
    return predict(cosine(), x_t, t, "x0", signal / (signal**2 + 4 * noise**2) * x_t)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_constant_estimate_is_reached_from_every_rung(sampler):
    constant = torch.full(SHAPE, 0.3, dtype=torch.float64)
    found = ends(lambda x, t, c: predict(cosine(), x, t, "x0", constant.expand_as(x)), sampler)
    assert torch.allclose(found, constant.expand_as(found), atol=1e-6)


@pytest.mark.parametrize("sampler", ["ddim", "heun", "dpmpp_2m"])
def test_with_the_ideal_denoiser_every_rung_is_closer(sampler):
    apart = distances(ends(gaussian, sampler))
    assert all(b < a for a, b in itertools.pairwise(apart))
    fall = (
        apart[3] / apart[6]
    )  # from 10 steps to 100: the error of ddim falls with the step's length
    assert 8 < fall < 15 if sampler == "ddim" else fall > 30  # that of the others with its square


def test_along_one_noise_path_ddpm_converges_and_with_fresh_noise_it_does_not():
    shared = distances(ends(gaussian, "ddpm"))
    fresh = distances(ends(gaussian, "ddpm", FreshNoise))
    assert all(b < a for a, b in itertools.pairwise(shared))
    assert shared[-1] < 0.1 * shared[2]
    assert min(fresh) > 0.5


@pytest.mark.parametrize("sampler", ["ddim", "heun", "dpmpp_2m"])
def test_with_few_training_pictures_the_ladder_ends_in_one_of_them(sampler):
    """Then nothing is left to gain: enough steps find the same picture, and more find it again."""
    generator = torch.Generator().manual_seed(3)
    pictures = 0.5 * torch.randn(400, *SHAPE, generator=generator).double()
    found = ends(IdealDenoiser(pictures, cosine()), sampler)
    nearest = (found[-1][:, None] - pictures).square().flatten(2).sum(2).min(1).values
    assert float(nearest.max()) < 1e-6
    assert max(distances(found)[-4:]) < 1e-6
    assert distances(found)[0] > 0.3
