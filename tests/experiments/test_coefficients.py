"""Which samplers can be written out as coefficients: those that only add up what they are given."""

from __future__ import annotations

from functools import partial

import pytest

from explainer.core.samplers import Move, ddim_step, ddpm_step, dpmpp_2m_step
from explainer.experiments.coefficients import is_linear


@pytest.mark.parametrize(
    "step",
    [
        ddpm_step,
        partial(ddpm_step, extra_noise=False),
        ddim_step,
        partial(ddim_step, eta=0.7),
        dpmpp_2m_step,
    ],
)
def test_a_step_that_adds_up_is_linear(step):
    assert is_linear(step)


def clipped(m: Move):
    return ddim_step(m).clamp(-1, 1)


def with_a_constant(m: Move):
    return ddim_step(m) + 0.1


def scaled_by_its_size(m: Move):
    return ddim_step(m) / m.x_t.std()


def mirrored(m: Move):
    return ddim_step(m).flip(-1)


def late_only(m: Move):
    return m.prediction.x0.clamp(-1, 1) if m.there.t == 0 else ddim_step(m)


def of_the_noise_before(m: Move):
    return ddim_step(m) + (0 if m.previous is None else m.previous[1].eps)


@pytest.mark.parametrize(
    "step",
    [clipped, with_a_constant, scaled_by_its_size, mirrored, late_only, of_the_noise_before],
)
def test_anything_else_is_noticed(step):
    assert not is_linear(step)
