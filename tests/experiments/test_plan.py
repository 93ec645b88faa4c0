"""A plan carried out by someone who knows no sampler ends where `generate` ends."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.experiments.plan import MAX_BYTES, PLANNED, Plan, plan
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.networks.checkpoints import ModelCard, load_checkpoint, save_checkpoint
from tests.conftest import TINY

BASE = Settings(
    network="plan-tiny", sampler="ddim", steps=7, w=2.5, words="red; blue", seeds=(3, 4)
)
EVERY_KIND = {
    "ddim": {},
    "ddim with fresh noise": {"eta": 0.7},
    "ddpm": {"sampler": "ddpm"},
    "ddpm, noise of its own": {"sampler": "ddpm", "shared_path": False},
    "ddpm without noise": {"sampler": "ddpm", "extra_noise": False},
    "dpmpp_2m": {"sampler": "dpmpp_2m"},
    "one step": {"steps": 1},
    "more steps than frames": {"steps": 90},
    "no words": {"words": ""},
    "words for one of two": {"words": "red;"},
    "w = 1": {"w": 1.0},
    "w = 0": {"w": 0.0},
    "guided in the middle": {"interval": (200, 700)},
    "w = 0 in the middle": {"w": 0.0, "interval": (200, 700)},
}


@pytest.fixture
def prediction():
    return "v"


@pytest.fixture
def network(prediction, tiny_model, tmp_path, monkeypatch) -> str:
    """A network of random weights, on the processor in float32, under a name of its own."""
    name, words = f"plan-tiny-{prediction}", ("red", "green", "blue")
    card = ModelCard(name, "Tiny", TINY, "cosine", 1000, prediction, words, [])
    save_checkpoint(card, tiny_model.state_dict(), tmp_path)
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    load_checkpoint.cache_clear()
    unet = torch.inference_mode()(load_checkpoint(name).model.unet)
    monkeypatch.setattr("explainer.experiments.sampling.engine_for", lambda _: unet)
    return name


def carried_out(plan: Plan, network: str) -> tuple[torch.Tensor, list]:
    """The last x, and what a film would have kept, by the sums that the plan's docstring states."""
    unet = load_checkpoint(network).model.unet
    x, noise, past = plan.start, iter(plan.noise.float()), torch.zeros_like(plan.start)
    frames = []
    for step in plan.steps:
        conditions = torch.cat([row * plan.conditions for row in step.rows])
        many = len(step.rows)
        with torch.inference_mode():
            k = torch.full((many * len(x),), float(step.k))
            outputs = unet(torch.cat([x] * many), k, conditions).chunk(many)
        x0 = added(step.estimate, [x, *outputs]).clamp(*plan.limits)
        eps = added(step.eps, [x, x0])
        z = next(noise) if step.noisy else torch.zeros_like(x)
        if step.kept:
            parts = {"x_t": x, "x0": x0, "eps": eps}
            frames.append((step.i, step.t, {p: grey(plan, p, v) for p, v in parts.items()}))
        x, past = added(step.move, [x, x0, eps, z, past]), x0
    return x, frames


def added(coefficients, values):
    return sum(a * v for a, v in zip(coefficients, values, strict=True))


def grey(plan, part, x):
    gain, offset = plan.pixels[part]
    return (gain * x + offset).clamp(0, 255).round().movedim(1, -1).numpy()


@pytest.mark.parametrize("change", EVERY_KIND.values(), ids=EVERY_KIND)
def test_it_ends_where_the_server_ends(network, change):
    settings = replace(BASE, network=network, **change)
    film = Film(settings.steps)
    for step in generate(settings):
        film.add(step)
    x, frames = carried_out(plan(settings), network)
    assert (x - step.x_next).abs().max() < 1e-4
    assert plan(settings).calls == film.calls
    assert [(i, t) for i, t, _ in frames] == [(f.i, f.t) for f in film.frames]
    for (_, _, parts), frame in zip(frames, film.frames, strict=True):
        for part, pixels in parts.items():
            assert np.abs(pixels - getattr(frame, part)).max() <= 1, part  # a rounding


@pytest.mark.parametrize("prediction", ["eps", "x0"])
def test_whatever_the_network_predicts(network):
    test_it_ends_where_the_server_ends(network, EVERY_KIND["ddpm"])


def test_every_linear_method_with_one_call_per_step_has_a_plan():
    assert set(PLANNED) == set(SAMPLERS) - {"heun"}
    assert set(PLANNED) == {kind.get("sampler", BASE.sampler) for kind in EVERY_KIND.values()}
    with pytest.raises(UserError, match="ddpm, ddim, dpmpp_2m"):
        plan(Settings(network="digits", sampler="heun"))


def test_the_noise_is_halved_before_it_is_refused():
    settings = Settings(network="photos", sampler="ddpm", steps=50, seeds=(1, 2, 3, 4))
    some = plan(settings).noise
    assert some.dtype == torch.float16 and some.nbytes <= MAX_BYTES
    with pytest.raises(UserError, match="noise"):
        plan(replace(settings, steps=200))
    assert plan(replace(settings, steps=200, sampler="ddim")).noise.nbytes == 0


def test_plain_values_hold_every_bit():
    made = plan(replace(BASE, network="digits", words="3", sampler="ddpm"))
    sent = made.to_json()
    sent = json.loads(json.dumps(sent))
    back = np.frombuffer(base64.b64decode(sent["start"]), "<f4").reshape(sent["shape"])
    assert (back == made.start.numpy()).all()
    assert sent["steps"][0]["k"] == 999 and len(sent["steps"]) == 7
