"""The loop that all samplers share: noise, batches, rising, editing, stopping."""

from functools import partial

import pytest
import torch

from explainer.core.denoiser import Clipped, NetworkDenoiser, predict
from explainer.core.errors import UserError
from explainer.core.noise import BrownianNoise, FreshNoise
from explainer.core.samplers import (
    SAMPLERS,
    ddim_step,
    ddpm_step,
    last,
    walk,
)
from explainer.core.schedule import cosine, linear
from tests.core.walking import SEEDS, SHAPE, V, our_walk, x_start


@pytest.mark.parametrize("start", [1000, 600])
def test_stochastic_walks_of_any_length_share_one_path(start):
    """With a constant denoiser 4, 20, 100 and all steps agree at the timesteps they share."""
    schedule, target = cosine(), torch.full((2, *SHAPE), 0.3)

    def certain(x_t, t, condition=None):
        return predict(schedule, x_t, t, "x0", target)

    def at(n, t):
        noise = BrownianNoise(schedule, SHAPE, SEEDS)
        ts = schedule.timesteps(n, start)
        steps = walk(ddpm_step, certain, schedule, x_start(), ts, noise=noise)
        return next(s.x_next for s in steps if s.t_next == t)

    for t in (start // 2, start // 4):
        reference = at(start, t)
        for n in (4, 20, 100):
            assert torch.allclose(at(n, t), reference, atol=1e-4)


def test_brownian_noise_is_unit_noise():
    noise = BrownianNoise(cosine(), (3, 64, 64), [0])
    for t, t_next in ((1000, 900), (900, 400), (400, 20)):
        z = noise(t, t_next)
        assert float(z.std()) == pytest.approx(1, abs=0.02)
        assert float(z.mean()) == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("shape", [(3, 16, 16), (3, 17, 17)])  # whole blocks of torch.randn, or not
def test_a_path_is_made_of_one_noise_for_each_timestep(shape):
    schedule, seeds = cosine(), [4, 5]
    one_by_one = FreshNoise(shape, seeds)  # the same stream of each seed
    path, r = BrownianNoise(schedule, shape, seeds), schedule.snr
    for t, t_next in ((1000, 961), (961, 960), (960, 900)):
        total = torch.zeros(2, *shape)
        for s in range(t, t_next, -1):
            total += (r[s - 1] - r[s]).sqrt().float() * one_by_one(s, s - 1)
        assert torch.equal(path(t, t_next), total / (r[t_next] - r[t]).sqrt().float())


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sample_does_not_depend_on_its_batch(name, tiny_model):
    schedule = cosine()
    denoiser = Clipped(NetworkDenoiser(tiny_model.unet, schedule), schedule)
    seeds = list(range(16))

    def sample(some):
        noise = BrownianNoise(schedule, SHAPE, some)
        ts = schedule.timesteps(10)
        return last(walk(SAMPLERS[name], denoiser, schedule, x_start(some), ts, noise=noise)).x_next

    together = sample(seeds)
    for i in (0, 5, 15):
        # one grey level is 2/255
        assert float((sample([seeds[i]])[0] - together[i]).abs().max()) < 2 / 255


def test_without_extra_noise_nothing_is_drawn():
    def forbidden(t, t_next):
        raise AssertionError("noise was drawn")

    quiet = our_walk(partial(ddpm_step, extra_noise=False), 20, noise=forbidden).x_next
    assert quiet.isfinite().all()
    assert not torch.allclose(quiet, our_walk(ddpm_step, 20).x_next, atol=0.1)


def test_a_walk_that_rises_noises_again():
    """RePaint's jump: up from 400 to 600, distributed as q(x_600 | x_400)."""
    schedule = cosine()
    x = torch.full((1, 3, 64, 64), 0.5)
    noise = FreshNoise((3, 64, 64), [1])
    (step,) = walk(ddim_step, V, schedule, x, [400, 600], noise=noise)
    kept = float(schedule.alpha_bar[600] / schedule.alpha_bar[400])
    assert step.prediction is None
    assert step.calls == 0
    assert float(step.x_next.mean()) == pytest.approx(0.5 * kept**0.5, abs=0.03)
    assert float(step.x_next.std()) == pytest.approx((1 - kept) ** 0.5, rel=0.03)


def test_between_may_change_every_state():
    schedule = cosine()
    known = torch.zeros(2, *SHAPE)
    steps = list(
        walk(
            ddim_step, V, schedule, x_start(), schedule.timesteps(5), between=lambda t, x: known + t
        )
    )
    assert [float(s.x_next.mean()) for s in steps] == [800, 600, 400, 200, 0]
    assert torch.equal(steps[1].x_t, steps[0].x_next)


def test_closing_the_walk_stops_the_work():
    calls = []

    def counting(x_t, t, condition=None):
        calls.append(int(t[0]))
        return V(x_t, t, condition)

    steps = walk(ddim_step, counting, cosine(), x_start(), cosine().timesteps(100))
    for _ in range(3):
        next(steps)
    steps.close()
    assert len(calls) == 3


def test_steps_report_where_they_are():
    steps = list(walk(ddim_step, V, linear(), x_start(), linear().timesteps(4)))
    assert [(s.i, s.n, s.t, s.t_next, s.calls) for s in steps] == [
        (1, 4, 1000, 750, 1),
        (2, 4, 750, 500, 2),
        (3, 4, 500, 250, 3),
        (4, 4, 250, 0, 4),
    ]


def test_a_timestep_outside_the_schedule_is_refused():
    for ts in ([1001, 0], [500, -1]):
        with pytest.raises(UserError):
            last(walk(ddim_step, V, linear(), x_start(), ts))
    with pytest.raises(UserError):
        last(walk(ddim_step, V, linear(), x_start(), [500]))


def test_a_stochastic_walk_without_noise_says_so():
    with pytest.raises(UserError, match="noise"):
        last(walk(ddpm_step, V, linear(), x_start(), linear().timesteps(3)))
