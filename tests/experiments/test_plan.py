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
from explainer.experiments.views import new_film
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
    on_the_processor(name, monkeypatch)
    return name


@pytest.fixture
def in_latents(tiny_latent, monkeypatch) -> str:
    """A network in latents, likewise."""
    on_the_processor(tiny_latent, monkeypatch)
    return tiny_latent


def on_the_processor(name, monkeypatch):
    unet = torch.inference_mode()(load_checkpoint(name).model.unet)
    monkeypatch.setattr("explainer.experiments.sampling.engine_for", lambda _: unet)


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
        x0 = added(step.estimate, [x, *outputs])
        x0 = x0.clamp(*plan.limits) if plan.limits else x0
        eps = added(step.eps, [x, x0])
        z = next(noise) if step.noisy else torch.zeros_like(x)
        if step.kept:
            parts = {"x_t": x, "x0": x0, "eps": eps}
            seen = {part: grey(plan, part, value, network) for part, value in parts.items()}
            frames.append((step.i, step.t, seen))
        x, past = added(step.move, [x, x0, eps, z, past]), x0
    return x, frames


def added(coefficients, values):
    return sum(a * v for a, v in zip(coefficients, values, strict=True))


def grey(plan, part, x, network):
    if plan.latents:
        x = maps(x, plan.latents) if part == "eps" else decoded(x, plan.latents, network)
    gain, offset = plan.pixels[part]
    return (gain * x + offset).clamp(0, 255).round().movedim(1, -1).numpy()


def decoded(x, latents, network):
    mean, deviation = (torch.tensor(v).view(-1, 1, 1) for v in (latents.mean, latents.deviation))
    with torch.inference_mode():
        return load_checkpoint(network).space.codec.decoder(deviation * x + mean)


def maps(x, latents):
    """Every channel of 4×4 in a square grid, each number as large as fits: of tiny latents, a picture filled."""
    rows = x.unflatten(1, (-1, latents.columns)).movedim(3, 2).flatten(3).flatten(1, 2)
    factor = latents.picture[1] // rows.shape[1]
    return rows.repeat_interleave(factor, 1).repeat_interleave(factor, 2)[:, None]


@pytest.mark.parametrize("change", EVERY_KIND.values(), ids=EVERY_KIND)
def test_it_ends_where_the_server_ends(network, change):
    settings = replace(BASE, network=network, **change)
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
    x, frames = carried_out(plan(settings), network)
    assert (x - step.x_next).abs().max() < 1e-4 * step.x_next.abs().max()
    assert plan(settings).calls == film.calls
    assert [(i, t) for i, t, _ in frames] == [(f.i, f.t) for f in film.frames]
    for (_, _, parts), frame in zip(frames, film.frames, strict=True):
        for part, pixels in parts.items():
            assert np.abs(pixels - getattr(frame, part)).max() <= 1, part  # a rounding


@pytest.mark.parametrize("prediction", ["eps", "x0"])
def test_whatever_the_network_predicts(network):
    test_it_ends_where_the_server_ends(network, EVERY_KIND["ddpm"])


@pytest.mark.parametrize("change", EVERY_KIND.values(), ids=EVERY_KIND)
def test_so_does_one_in_latents(in_latents, change):
    change = {"words": "a; b", **change}
    change["words"] = change["words"].replace("red", "a")
    test_it_ends_where_the_server_ends(in_latents, change)


def test_what_is_sent_of_latents_is_small_and_says_how_to_see_them(in_latents):
    settings = replace(BASE, network=in_latents, words="a", sampler="ddpm")
    made, sent = plan(settings), plan(settings).to_json()
    assert made.limits is None and sent["limits"] is None
    assert made.start.shape == (2, 4, 4, 4) and made.noise.shape == (6, 2, 4, 4, 4)
    assert sent["latents"]["picture"] == (3, 16, 16) and sent["latents"]["columns"] == 2
    assert len(sent["latents"]["mean"]) == len(sent["latents"]["deviation"]) == 4
    assert "latents" not in plan(replace(BASE, network="digits", words="3")).to_json()


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
