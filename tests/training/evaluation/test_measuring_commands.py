"""The commands that measure, as a user types them."""

import json

import pytest

from explainer.networks.checkpoints import read_card
from explainer.networks.codec_files import read_codec_card
from explainer.training.__main__ import main
from explainer.training.codecs.recipe import CODECS
from tests.latents import CODEC_NAME
from tests.training.evaluation.test_codecs import RECIPE


@pytest.fixture
def codec_recipe(monkeypatch):
    monkeypatch.setitem(CODECS, CODEC_NAME, RECIPE)


def test_one_command_draws_so_many_pictures_with_other_settings(
    latent_network, latent_home, sprites, capsys
):
    arguments = ["--data", str(sprites), "--only", "drawing", "--pictures", "15"]
    settings = ["--sampler", "ddim", "--steps", "2", "--w", "3", "--interval", "100", "800"]
    assert main(["evaluate", latent_network, *arguments, *settings]) == 0
    said = read_card(latent_network, latent_home).metrics["classes"]["protocol"]
    assert said.startswith("20 pictures, 2 of each word")
    assert "ddim, 2 steps, w = 3 for t from 100 to 800" in said
    assert f"`{latent_network}`" in capsys.readouterr().out


def test_a_dry_run_leaves_the_card(latent_network, latent_home, sprites):
    before = read_card(latent_network, latent_home)
    arguments = ["--data", str(sprites), "--only", "loss", "--dry"]
    assert main(["evaluate", latent_network, *arguments]) == 0
    assert read_card(latent_network, latent_home) == before


def test_a_codec_is_measured_and_shown(latent_network, latent_home, sprites, codec_recipe):
    assert main(["evaluate", CODEC_NAME, "--data", str(sprites)]) == 0
    metrics = read_codec_card(CODEC_NAME, latent_home).metrics
    assert metrics["fidelity"]["photographs"]["n"] == 80
    json.dumps(metrics, allow_nan=False)
    assert (latent_home / "codecs" / f"{CODEC_NAME}.png").exists()


def test_a_sheet_is_drawn_by_a_command(tmp_path, capsys):
    arguments = ["--kinds", "2", "--each", "1", "--steps", "1", "--seed", "3"]
    assert main(["sheet", "digits", *arguments, "--out", str(tmp_path)]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {"digits-3-1.png", "digits-3-key.json"}
    assert main(["sheet", "digits", "--kinds", "99", "--out", str(tmp_path)]) == 2
    assert "10 kinds" in capsys.readouterr().err
