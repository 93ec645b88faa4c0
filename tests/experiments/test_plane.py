"""The points of the plane: where they lie, and what the exact field makes of noise."""

import numpy as np
import pytest
import torch

from explainer.core.denoiser import IdealDenoiser
from explainer.core.noise import unit_noise
from explainer.core.samplers import ddim_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.experiments.plane import POINTS, SHAPES, shape


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_centred_and_of_one_size_with_both_classes(name):
    drawn = shape(name)
    assert drawn.points.shape == (POINTS, 2) and drawn.classes.shape == (POINTS,)
    assert np.abs(drawn.points.mean(0)).max() < 1e-9
    assert np.square(drawn.points).mean() == pytest.approx(1)
    assert np.abs(drawn.points).max() < 2.6  # on the screen, with its noise
    assert {0, 1} == set(drawn.classes.tolist())
    assert min(np.bincount(drawn.classes)) >= POINTS // 4


def test_a_shape_is_the_same_on_every_visit():
    before = shape("spiral").points
    shape.cache_clear()
    assert (shape("spiral").points == before).all()


@pytest.mark.parametrize("name", ["moons", "eight"])
def test_samples_of_the_exact_field_have_the_moments_of_its_points(name):
    """Of 500 samples: a mean is off by 0.045 then, three times that is rare."""
    schedule, points = make_schedule("cosine"), torch.from_numpy(shape(name).points)
    field = IdealDenoiser(points.view(-1, 2, 1, 1), schedule)
    noise = unit_noise((2, 1, 1), range(500)).double()
    ends = last(walk(ddim_step, field, schedule, noise, schedule.timesteps(40))).x_next.flatten(1)
    assert (ends.mean(0) - points.mean(0)).abs().max() < 0.15
    assert (torch.cov(ends.T) - torch.cov(points.T)).abs().max() < 0.15
