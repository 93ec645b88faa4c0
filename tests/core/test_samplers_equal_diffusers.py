"""Every sampler makes the same pictures as the diffusers library's, from the same noise."""

import itertools
from functools import partial

import diffusers
import pytest
import torch

from explainer.core.denoiser import Clipped, NetworkDenoiser
from explainer.core.samplers import (
    ddim_step,
    ddpm_step,
    dpmpp_2m_step,
    heun_step,
)
from explainer.core.schedule import linear
from tests.core.walking import fresh, gentle_network, our_walk, x_start


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
