import itertools
import math

import diffusers
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.core.errors import UserError
from explainer.core.noise import walk_into_noise
from explainer.core.schedule import MAX_BETA, SCHEDULES, cosine, linear, make_schedule


@pytest.mark.parametrize("name", SCHEDULES)
def test_alpha_bar_starts_at_one_and_falls(name):
    schedule = make_schedule(name)
    assert schedule.alpha_bar.dtype == torch.float64
    assert len(schedule.alpha_bar) == 1001
    assert schedule.alpha_bar[0] == 1
    assert bool((schedule.alpha_bar.diff() < 0).all())
    assert 0 < schedule.alpha_bar[-1] < 1e-3
    assert bool((schedule.beta <= MAX_BETA + 1e-12).all())


def test_equal_to_the_diffusers_library():
    theirs = diffusers.DDPMScheduler(beta_schedule="linear").alphas_cumprod
    assert torch.allclose(linear().alpha_bar[1:].float(), theirs, rtol=1e-4)
    theirs = diffusers.DDPMScheduler(beta_schedule="squaredcos_cap_v2").alphas_cumprod
    assert torch.allclose(cosine().alpha_bar[1:].float(), theirs, rtol=2e-4, atol=1e-9)


def test_sigmoid_is_symmetric_about_the_middle():
    alpha_bar = make_schedule("sigmoid").alpha_bar
    assert alpha_bar[500] == pytest.approx(0.5, abs=1e-3)
    assert alpha_bar[250] + alpha_bar[750] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("t", [1, 300, 700, 1000])
def test_moments_of_the_forward_process(t):
    """q(x_t | x0) has mean √ᾱ·x0 and variance 1 − ᾱ."""
    schedule = cosine()
    x0 = torch.full((1, 1, 1, 200_000), 0.6)
    eps = torch.randn(x0.shape, generator=torch.Generator().manual_seed(0))
    x_t = schedule.add_noise(x0, torch.tensor([t]), eps)
    alpha_bar = float(schedule.alpha_bar[t])
    deviation = math.sqrt(1 - alpha_bar)
    assert float(x_t.mean()) == pytest.approx(0.6 * math.sqrt(alpha_bar), abs=5 * deviation / 447)
    assert float(x_t.std()) == pytest.approx(deviation, rel=0.01)


def test_walking_step_by_step_reaches_the_same_distribution_as_one_jump():
    schedule, t = cosine(50), 30
    x = walk_into_noise(schedule, torch.full((1, 1, 300, 300), 0.6), t, [1])
    assert float(x.mean()) == pytest.approx(0.6 * float(schedule.alpha_bar[t]) ** 0.5, abs=0.01)
    assert float(x.var()) == pytest.approx(1 - float(schedule.alpha_bar[t]), abs=0.01)


def test_each_sample_has_its_own_t():
    schedule, x0, eps = cosine(), torch.ones(2, 3, 4, 4), torch.zeros(2, 3, 4, 4)
    x_t = schedule.add_noise(x0, torch.tensor([0, 1000]), eps)
    assert torch.equal(x_t[0], x0[0])
    assert float(x_t[1].max()) < 1e-3


@given(st.integers(1, 1000), st.data())
def test_timesteps_fall_from_start_to_zero(start, data):
    n = data.draw(st.integers(1, start))
    ts = cosine().timesteps(n, start)
    assert ts[0] == start
    assert ts[-1] == 0
    assert len(ts) == n + 1
    assert all(abs(t - start * (n - i) / n) <= 0.5 for i, t in enumerate(ts))  # the nearest
    assert all(a > b for a, b in itertools.pairwise(ts))


@pytest.mark.parametrize("n", [1, 20, 1000])
def test_endpoints_are_exact(n):
    ts = cosine().timesteps(n)
    assert (ts[0], ts[-1], len(ts)) == (1000, 0, n + 1)


@pytest.mark.parametrize("n", [1, 20, 30, 200, 999, 1000])
def test_timesteps_are_the_librarys_trailing_ones(n):
    scheduler = diffusers.DDIMScheduler(timestep_spacing="trailing")
    scheduler.set_timesteps(n)
    ours = [t - 1 for t in cosine().timesteps(n)[:-1]]
    # halves are rounded up here and to even there
    assert all(abs(a - b) <= 1 for a, b in zip(ours, scheduler.timesteps.tolist(), strict=True))
    if 1000 % n == 0:
        assert ours == scheduler.timesteps.tolist()


@pytest.mark.parametrize(("n", "start"), [(0, None), (1001, None), (5, 4), (1, 0), (1, 1001)])
def test_impossible_timesteps_are_refused(n, start):
    with pytest.raises(UserError):
        cosine().timesteps(n, start)


def test_nearest_t_finds_the_noise_level_of_another_schedule():
    schedule = cosine()
    for t in (1, 400, 1000):
        assert schedule.nearest_t(float(schedule.alpha_bar[t])) == t
    t = schedule.nearest_t(float(linear().alpha_bar[260]))
    assert float(schedule.alpha_bar[t]) == pytest.approx(float(linear().alpha_bar[260]), abs=2e-3)
    with pytest.raises(UserError):
        schedule.nearest_t(1.0)


def test_a_timestep_outside_the_schedule_is_refused():
    x = torch.zeros(1, 1, 2, 2)
    for t in (-1, 1001):
        with pytest.raises(UserError):
            cosine().add_noise(x, torch.tensor([t]), x)


def test_an_unknown_schedule_is_refused_by_name():
    with pytest.raises(UserError, match="cosine"):
        make_schedule("quadratic")
