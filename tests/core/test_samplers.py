"""What each sampler must do where the answer is known."""

from functools import partial

import pytest
import torch

from explainer.core.denoiser import IdealDenoiser, predict
from explainer.core.samplers import (
    SAMPLERS,
    Move,
    ddim_step,
    ddpm_step,
    heun_step,
    last,
    walk,
)
from explainer.core.schedule import cosine
from tests.core.walking import SHAPE, our_walk, x_start


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("n", [1, 7, 50])
def test_every_sampler_reaches_a_constant_estimate(name, n):
    """If the denoiser always says the same picture, every walk must end there."""
    schedule, target = cosine(), torch.full((2, *SHAPE), 0.3)

    def certain(x_t, t, condition=None):
        return predict(schedule, x_t, t, "x0", target)

    final = our_walk(SAMPLERS[name], n, schedule, certain)
    assert torch.allclose(final.x_next, target, atol=2e-4)
    assert final.calls == (2 * n - 1 if name == "heun" else n)


@pytest.mark.parametrize("name", SAMPLERS)
def test_one_picture_is_recovered_in_one_step(name):
    data = torch.rand(1, *SHAPE) * 2 - 1
    ideal = IdealDenoiser(data, cosine())
    final = our_walk(SAMPLERS[name], 1, cosine(), ideal)
    assert torch.allclose(final.x_next, data.expand(2, -1, -1, -1), atol=1e-4)


@pytest.mark.parametrize(("name", "gain"), [("ddim", 1.8), ("heun", 3.2), ("dpmpp_2m", 3.2)])
def test_order_of_accuracy(name, gain):
    """Twice the steps: half the error at first order, a quarter at second.

    For normally distributed data, N(m, s²), both the posterior mean and the ODE's solution are known:
    x_t − √ᾱ·m shrinks in proportion to √(ᾱs² + 1 − ᾱ).
    """
    schedule, m, variance = cosine(), 0.3, 0.09

    def gaussian(x_t, t, condition=None):
        signal, noise = schedule.coefficients(t, x_t)
        share = signal * variance / (signal**2 * variance + noise**2)
        return predict(schedule, x_t, t, "x0", m + share * (x_t - signal * m))

    def deviation(t):
        alpha_bar = float(schedule.alpha_bar[t])
        return (alpha_bar * variance + 1 - alpha_bar) ** 0.5

    def centre(t):
        return m * float(schedule.alpha_bar[t]) ** 0.5

    start, end = 800, 80  # the last step to 0 is first order by design
    x = centre(start) + deviation(start) * x_start()
    truth = centre(end) + deviation(end) * x_start()

    def error(n):
        ts = [start - (start - end) * i // n for i in range(n + 1)]
        mine = last(walk(SAMPLERS[name], gaussian, schedule, x, ts)).x_next
        return float((mine - truth).abs().mean())

    assert error(24) / error(48) > gain


def test_heun_survives_the_first_step_of_the_cosine_schedule():
    """There σ falls 1500-fold in one step, and the plain average of slopes would explode."""
    schedule = cosine()
    data = torch.rand(4, *SHAPE, generator=torch.Generator().manual_seed(1)) * 2 - 1
    final = our_walk(heun_step, 20, schedule, IdealDenoiser(data, schedule))
    assert float(final.x_next.abs().max()) < 1.5


def test_ddpm_is_ddim_with_eta_one():
    a, b = our_walk(ddpm_step, 20).x_next, our_walk(partial(ddim_step, eta=1.0), 20).x_next
    assert torch.allclose(a, b, atol=1e-4)


@pytest.mark.parametrize(("t", "s"), [(1000, 999), (600, 350), (20, 1), (1, 0)])
def test_the_posterior_variance_follows_from_bayes(t, s):
    """Precisions add: of x_s as x0 leaves it, 1/(1−ᾱ_s), and as x_t tells of it, α/(1−α)."""
    here, there = (cosine().level(u) for u in (t, s))
    found = Move(here, there, x_start(), None, None, None, None).posterior_variance
    if s == 0:
        assert found == 0
        return
    alpha = here.alpha_bar / there.alpha_bar
    expected = 1 / (1 / (1 - there.alpha_bar) + alpha / (1 - alpha))
    assert found == pytest.approx(expected, rel=1e-9)
