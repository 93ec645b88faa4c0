"""The comparison of choices in latents runs, and every row of it changes something."""

import re
from dataclasses import replace

import pytest
import torch

from benchmarks import latent_choices
from benchmarks.latent_choices import CODEC_CHOICES, GUIDANCES, RATE_CHOICES, main
from benchmarks.latent_probe import AutoGuided
from explainer.core.denoiser import Prediction
from explainer.networks.judges import new_judges
from explainer.training.codecs import critics
from explainer.training.codecs.recipe import CODEC
from explainer.training.recipes import PHOTOS_LATENT
from tests.training.in_latents import CODEC_RECIPE, RECIPE, things, tiny_codec


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Everything at the size of the tests; two choices of each kind."""
    monkeypatch.setattr(critics, "STEPS", 2)
    monkeypatch.setattr(latent_choices, "CODEC", CODEC_RECIPE)
    monkeypatch.setattr(latent_choices, "PHOTOS_LATENT", RECIPE)
    monkeypatch.setattr(latent_choices, "load_judges", lambda _: new_judges(3, 16, 2))
    eight = replace(CODEC_RECIPE, network=replace(CODEC_RECIPE.network, latent=8))
    codecs = tuple(replace(c, recipe=CODEC_RECIPE) for c in CODEC_CHOICES[:1])
    many = (*codecs, replace(CODEC_CHOICES[5], recipe=eight))
    monkeypatch.setattr(latent_choices, "CODEC_CHOICES", many)
    monkeypatch.setattr(latent_choices, "RATE_CHOICES", (replace(RATE_CHOICES[0], recipe=RECIPE),))
    tiny_codec(tmp_path)
    things(tmp_path)
    return tmp_path


def test_each_choice_is_trained_drawn_and_judged(tiny, capsys):
    places = ["--data", str(tiny), "--checkpoints", str(tiny)]
    main([*places, "--codec-steps", "3", "--pictures", "24", "--each", "2"])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    named = [CODEC_CHOICES[0].name, CODEC_CHOICES[5].name, RATE_CHOICES[0].name, *GUIDANCES]
    for name in named:
        (row,) = (line for line in rows if line.startswith(f"| {name} |"))
        shares = [float(share) for share in re.findall(r"([\d.]+)%", row)]
        assert len(shares) == 2 and all(0 <= share <= 100 for share in shares)


def test_each_choice_changes_something():
    for choices, recipe in ((CODEC_CHOICES, CODEC), (RATE_CHOICES, PHOTOS_LATENT)):
        assert choices[0].recipe == recipe
        assert all(choice.recipe != recipe or choice.first_weights for choice in choices[1:])
        assert len({choice.name for choice in choices}) == len(choices)


def test_away_from_a_snapshot_that_is_the_network_itself_leads_nowhere():
    def at(value):
        return lambda x, t, c: Prediction(torch.full_like(x, value), torch.full_like(x, -value))

    x, t = torch.zeros(2, 4, 4, 4), torch.ones(2)
    assert torch.equal(AutoGuided(at(0.5), at(0.5), 3.0)(x, t).x0, torch.full_like(x, 0.5))
    guided = AutoGuided(at(0.5), at(0.25), 3.0)(x, t)
    assert torch.allclose(guided.x0, torch.full_like(x, 1.0))
    assert torch.allclose(guided.eps, torch.full_like(x, -1.0))
