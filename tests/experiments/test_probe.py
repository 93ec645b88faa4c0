"""The pixel probe: its terms are those of the update that ran, and add up to what the film shows next."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.experiments.harm import law_with
from explainer.experiments.mistakes import MISTAKES, begun, broken
from explainer.experiments.probe import law_of, update
from explainer.experiments.sampling import generate, run
from explainer.experiments.settings import Settings
from explainer.experiments.views import new_film
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint

STEPS = 5


def made(sampler: str, network: str = "digits", **more) -> Settings:
    return Settings(network, sampler, STEPS, w=2.0, words="3", seeds=(1, 2), **more)


@pytest.mark.parametrize("i", range(1, STEPS + 1))
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_terms_add_up_to_the_next_frame(sampler, i):
    """To the last bit with what rounding loses, and without it to a ten-thousandth of the largest term."""
    settings = made(sampler)
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
    found = update(law_of(settings), partial(generate, settings), i)
    after = film.frames[i].x_t if i < STEPS else film.result
    for picture, row, column in ((0, 14, 14), (1, 3, 20), (1, 27, 0)):
        (total,) = found.at(picture, (column + 0.5) / 28, (row + 0.5) / 28)
        terms = [term.coefficient * term.value for term in total.terms]
        assert np.float32(math.fsum([*terms, total.left_over])) == np.float32(total.after)
        assert total.is_rounding
        shown = to_pixels(torch.full((1, 1, 1, 1), total.after)).item()
        assert shown == after[picture, row, column, 0]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_of_a_run_with_a_mistake_the_mistake_is_among_the_terms(mistake):
    """Its own coefficients, schedule and noise: they too add up to what the run has next, at its end as well."""
    settings = replace(begun("digits", "3", 1, 2.0), seeds=(1,), steps=STEPS)
    law, make = law_with(settings, (mistake,)), partial(broken, settings, (mistake,))
    for i in (2, STEPS):
        found = update(law, make, i)
        assert all(total.is_rounding for total in found.at(0, 0.4, 0.5))
    assert ("z" in found.coefficients) == (mistake == "last_noise")


NAMES = {
    "ddpm": {"x_t", "x0", "z"},
    "ddim": {"x0", "eps"},
    "dpmpp_2m": {"x_t", "x0", "x0_before"},
}


@pytest.mark.parametrize("sampler", NAMES)
def test_each_sampler_has_the_terms_of_its_formula(sampler):
    found = update(law_of(made(sampler)), partial(generate, made(sampler)), 3)
    assert set(found.coefficients) == NAMES[sampler]


def test_heun_counts_its_second_call():
    """Where σ shrinks fast Heun averages the two estimates, and the two noises where it does not."""
    settings = made("heun")
    first, later = (
        set(update(law_of(settings), partial(generate, settings), i).coefficients) for i in (1, 3)
    )
    assert "x0_second" in first and "eps_second" in later


def test_ddims_numbers_are_those_of_its_equation():
    found = update(law_of(made("ddim")), partial(generate, made("ddim")), 2)
    alpha_bar = float(load_checkpoint("digits").schedule.alpha_bar[found.t_next])
    assert found.coefficients["x0"] == pytest.approx(math.sqrt(alpha_bar))
    assert found.coefficients["eps"] == pytest.approx(math.sqrt(1 - alpha_bar))


def test_what_is_put_there_afterwards_is_told_apart_from_rounding():
    settings = made("ddim")

    def white(t, x):
        x = x.clone()
        x[:, :, :4] = 1.0
        return x

    make = partial(generate, settings, between=white)
    found = update(law_of(settings), make, 2)
    (inside,), (outside,) = found.at(0, 0.5, 0.01), found.at(0, 0.5, 0.9)
    assert inside.after == 1.0 and not inside.is_rounding
    assert outside.is_rounding


def test_where_noise_is_added_there_is_nothing_to_read():
    settings = made("ddim")
    start = torch.zeros(2, 1, 28, 28)
    make = partial(run, settings, start, 500, timesteps=[500, 400, 450, 0])
    with pytest.raises(UserError):
        update(law_of(settings), make, 2)
    assert update(law_of(settings), make, 3).t == 450
