from dataclasses import replace

import pytest

from explainer.core.errors import UserError
from explainer.networks.checkpoints import FOLDER, read_card
from explainer.training.evaluation import comparison
from explainer.training.evaluation.comparison import HEAD, seconds_a_picture


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(comparison, "TIMED", replace(comparison.TIMED, steps=1))


def test_networks_stand_side_by_side(latent_network):
    lines = comparison.comparison(["sprites", latent_network], 1).splitlines()
    assert lines[0].count("|") == lines[2].count("|") == lines[3].count("|") == len(HEAD) + 1
    assert "pixels, 3×16×16" in lines[2]
    assert "latents of tiny-codec, 4×4×4" in lines[3]
    named = read_card("sprites", FOLDER).metrics["classes"]["asked_class_named"]
    assert f"{100 * named:.1f} %" in lines[2]
    assert "–" in lines[3]  # nothing was measured of it
    assert any("1.0×" in line for line in lines[2:4])  # the slowest
    assert "decoder included" in lines[-1]


def test_time_is_taken_of_every_network_in_every_round_but_the_first(monkeypatch):
    drawn = []
    monkeypatch.setattr(comparison, "draw_prompts", lambda p, settings: drawn.append(settings))
    seconds = seconds_a_picture(["digits", "sprites"], 3)
    assert [s.network for s in drawn] == ["digits", "sprites"] * 4
    assert set(seconds) == {"digits", "sprites"}


def test_a_network_that_there_is_not_is_told():
    with pytest.raises(UserError):
        comparison.comparison(["nothing"])
