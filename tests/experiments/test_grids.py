"""Grids of timesteps: whatever is asked for, a grid falls from T to 0, and even steps are the house's own."""

import itertools

import numpy as np
import pytest
import torch

from explainer.core.samplers import last
from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.experiments import grids
from explainer.experiments.convergence import begun
from explainer.experiments.grids import FEWEST, MOST, RULES
from explainer.experiments.sampling import generate


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_gives_a_grid_of_any_number_of_steps(rule, schedule):
    for n in (FEWEST, 3, 10, 17, MOST):
        grid = RULES[rule](make_schedule(schedule), n)
        assert len(grid) == n + 1
        assert grids.is_grid(grid, 1000)


def test_even_steps_are_those_of_every_other_page():
    schedule = make_schedule("cosine")
    assert list(grids.even(schedule, 13)) == schedule.timesteps(13)


def test_quadratic_steps_shrink_evenly():
    grid = grids.quadratic(make_schedule("cosine"), 10)
    assert grid == (1000, 810, 640, 490, 360, 250, 160, 90, 40, 10, 0)


def test_even_in_snr_is_even_in_its_logarithm():
    schedule = make_schedule("cosine")
    grid = grids.snr_even(schedule, 10)
    inside = np.array([float(schedule.log_snr[t]) for t in grid[2:-3]])
    assert np.diff(inside) == pytest.approx(np.diff(inside).mean(), rel=0.05)


def test_karras_is_even_in_the_seventh_root_of_sigma():
    schedule = make_schedule("cosine")
    grid = grids.karras(schedule, 12)
    roots = np.array([float(schedule.snr[t]) ** (-0.5 / 7) for t in grid[2:-2]])
    assert np.diff(roots) == pytest.approx(np.diff(roots).mean(), rel=0.08)
    assert float(schedule.snr[grid[1]]) ** -0.5 == pytest.approx(80, rel=0.06)


def test_where_t_has_no_room_points_give_way_downwards():
    assert grids.falling([10, 9.6, 9.5, 9.4, 0], 10) == (10, 9, 8, 7, 0)
    assert grids.falling([10, 0, 0, 0, 0], 10) == (10, 3, 2, 1, 0)


@pytest.mark.parametrize("path", [(1000, 0), (1000, 500, 500, 0), (999, 5, 0), (1000, 5, 1)])
def test_what_is_no_grid(path):
    assert not grids.is_grid(path, 1000)


def test_a_curve_that_is_resampled_keeps_its_shape():
    grid = (1000, 990, 980, 100, 0)
    finer = grids.resampled(grid, 8)
    assert finer[::2] == grid
    assert all(b < a for a, b in itertools.pairwise(finer))
    assert grids.resampled(finer, 4) == grid


@pytest.mark.parametrize("solver", ["ddim", "heun"])
def test_a_run_on_an_even_grid_is_the_run_of_so_many_steps(solver):
    settings, schedule = begun("digits", "3", 5, 2.0), make_schedule("cosine")
    grid = grids.even(schedule, 4)
    mine = last(grids.on_grid(grids.of(settings, solver, grid), grid))
    assert torch.equal(mine.x_next, last(generate(grids.of(settings, solver, grid))).x_next)


def test_a_run_visits_the_timesteps_of_its_grid():
    settings, grid = begun("digits", "", 5, 1.0), (1000, 700, 40, 0)
    steps = list(grids.on_grid(grids.of(settings, "ddim", grid), grid))
    assert [step.t for step in steps] == [1000, 700, 40]
