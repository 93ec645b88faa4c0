"""A walk to compare others with: a small smooth network, two seeds, DDPM's schedule."""

import torch

from explainer.core.denoiser import NetworkDenoiser
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.samplers import (
    last,
    walk,
)
from explainer.core.schedule import linear

SHAPE = (3, 16, 16)
SEEDS = [3, 4]


def fresh(seeds=SEEDS):
    return FreshNoise(SHAPE, seeds)


def x_start(seeds=SEEDS):
    return unit_noise(SHAPE, seeds)


def gentle_network(x, k, condition):
    """A smooth stand-in that depends on x and k, and stays in range over any number of steps."""
    return torch.tanh(x.roll(1, 3)) * (0.2 + 0.5 * (k / 1000).view(-1, 1, 1, 1))


LINEAR = linear()
V = NetworkDenoiser(gentle_network, LINEAR)


def our_walk(step, n, schedule=LINEAR, denoiser=V, noise=None):
    noise = noise or fresh()
    return last(walk(step, denoiser, schedule, x_start(), schedule.timesteps(n), noise=noise))
