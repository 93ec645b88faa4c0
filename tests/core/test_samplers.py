import itertools
from functools import partial

import diffusers
import pytest
import torch

from explainer.core.denoiser import Clipped, IdealDenoiser, NetworkDenoiser, predict
from explainer.core.errors import UserError
from explainer.core.noise import BrownianNoise, FreshNoise, unit_noise
from explainer.core.samplers import (
    SAMPLERS,
    Move,
    NoiseLevel,
    ddim_step,
    ddpm_step,
    dpmpp_2m_step,
    heun_step,
    last,
    walk,
)
from explainer.core.schedule import cosine, linear

SHAPE = (3, 16, 16)
SEEDS = [3, 4]


def fresh(seeds=SEEDS):
    return FreshNoise(SHAPE, seeds)


def x_start(seeds=SEEDS):
    return unit_noise(SHAPE, seeds)


def gentle_network(x, k, condition):
    """A smooth stand-in that depends on x and k, and stays in range over any number of steps."""
    return torch.tanh(x.roll(1, 3)) * (0.2 + 0.5 * (k / 1000).view(-1, 1, 1, 1))


def their_walk(scheduler, n, network, **step_options):
    """The diffusers library's own loop, from the same noise."""
    scheduler.set_timesteps(n)
    x = x_start() * scheduler.init_noise_sigma
    for t in scheduler.timesteps:
        scaled = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
        k = torch.full((len(x),), float(t))
        x = scheduler.step(network(scaled, k, None), t, x, **step_options).prev_sample
    return x


COMMON = {
    "num_train_timesteps": 1000,
    "trained_betas": linear().beta.numpy(),
    "timestep_spacing": "trailing",
    "prediction_type": "v_prediction",
}
LINEAR = linear()
V = NetworkDenoiser(gentle_network, LINEAR)


def our_walk(step, n, schedule=LINEAR, denoiser=V, noise=None):
    noise = noise or fresh()
    return last(walk(step, denoiser, schedule, x_start(), schedule.timesteps(n), noise=noise))


@pytest.mark.parametrize("n", [1, 20, 100])
def test_ddim_equals_diffusers(n):
    theirs = their_walk(
        diffusers.DDIMScheduler(**COMMON, clip_sample=False, set_alpha_to_one=True),
        n,
        gentle_network,
    )
    assert torch.allclose(our_walk(ddim_step, n).x_next, theirs, atol=1e-4)


def test_ddim_with_noise_equals_diffusers():
    noise, replay = fresh(), iter([])
    ts = linear().timesteps(20)
    draws = [noise(a, b) for a, b in itertools.pairwise(ts)]
    replay = iter(draws)
    scheduler = diffusers.DDIMScheduler(**COMMON, clip_sample=False, set_alpha_to_one=True)
    scheduler.set_timesteps(20)
    x = x_start()
    for t in scheduler.timesteps:
        v = gentle_network(x, torch.full((len(x),), float(t)), None)
        x = scheduler.step(v, t, x, eta=0.7, variance_noise=next(replay)).prev_sample
    ours = our_walk(partial(ddim_step, eta=0.7), 20).x_next
    assert torch.allclose(ours, x, atol=1e-4)


@pytest.mark.parametrize("n", [20, 1000])
def test_ddpm_equals_diffusers(n, monkeypatch):
    """Its draws are replayed: both walks must add the same noise."""
    draws = fresh()
    module = "diffusers.schedulers.scheduling_ddpm.randn_tensor"
    monkeypatch.setattr(module, lambda *a, **k: draws(0, 0))
    scheduler = diffusers.DDPMScheduler(**COMMON, clip_sample=False, variance_type="fixed_small")
    theirs = their_walk(scheduler, n, gentle_network)
    assert torch.allclose(our_walk(ddpm_step, n).x_next, theirs, atol=1e-4 if n == 20 else 1e-3)


def test_clipping_equals_diffusers():
    scheduler = diffusers.DDIMScheduler(**COMMON, clip_sample=True, set_alpha_to_one=True)
    scheduler.set_timesteps(20)
    wild = lambda x, k, c: 3 * gentle_network(x, k, c)  # noqa: E731
    x = x_start()
    for t in scheduler.timesteps:
        v = wild(x, torch.full((len(x),), float(t)), None)
        x = scheduler.step(v, t, x, use_clipped_model_output=True).prev_sample
    ours = our_walk(ddim_step, 20, denoiser=Clipped(NetworkDenoiser(wild, linear()), linear()))
    assert torch.allclose(ours.x_next, x, atol=1e-4)


@pytest.mark.parametrize("n", [5, 20])
def test_heun_equals_diffusers(n):
    scheduler = diffusers.HeunDiscreteScheduler(**COMMON)
    theirs = their_walk(scheduler, n, gentle_network)
    ours = our_walk(heun_step, n)
    assert ours.calls == 2 * n - 1
    # its own interpolation of σ and timesteps is exact only where n divides T
    assert torch.allclose(ours.x_next, theirs, atol=1e-4)


@pytest.mark.parametrize("n", [5, 20])
def test_dpmpp_2m_equals_diffusers(n):
    scheduler = diffusers.DPMSolverMultistepScheduler(
        **COMMON, algorithm_type="dpmsolver++", solver_order=2, final_sigmas_type="zero"
    )
    theirs = their_walk(scheduler, n, gentle_network)
    ours = our_walk(dpmpp_2m_step, n)
    assert ours.calls == n
    assert torch.allclose(ours.x_next, theirs, atol=1e-4)


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
    here, there = (NoiseLevel(u, float(cosine().alpha_bar[u])) for u in (t, s))
    found = Move(here, there, x_start(), None, None, None, None).posterior_variance
    if s == 0:
        assert found == 0
        return
    alpha = here.alpha_bar / there.alpha_bar
    expected = 1 / (1 / (1 - there.alpha_bar) + alpha / (1 - alpha))
    assert found == pytest.approx(expected, rel=1e-9)


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
