from dataclasses import replace

import pytest
import torch

from explainer.training.data import words_of
from explainer.training.evaluation import captions
from explainer.training.evaluation.captions import caption_accuracy, nearest_name
from explainer.training.recipe import PictureSet, Recipe
from tests.conftest import TINY
from tests.training.evaluation.conftest import Known, noise

N = 120


def test_only_candidates_are_near():
    seen = torch.tensor([[0.0], [1.0], [2.0], [2.1]])
    names = ["a", "b", "c", "b"]
    assert nearest_name(torch.tensor([2.06]), ["a", "b", "c"], names, seen) == "b"
    assert nearest_name(torch.tensor([2.06]), ["a", "c"], names, seen) == "c"
    assert nearest_name(torch.tensor([0.9]), ["a", "c"], names, seen) == "a"


NAMES = [f"kind{chr(97 + i % 3)} thing{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(N)]
WORDS = sorted({w for name in NAMES for w in name.split()})
RECIPE = Recipe("fake", "", TINY, (PictureSet("x", 1.0, {w: w for w in WORDS}, captions=True),))


@pytest.fixture
def real(monkeypatch):
    """Training pictures of names, each another; the test pictures are forty of them in another style, a little lighter."""
    images = noise(N, 0, 3, 16) // 2
    known = Known(images, images[:40] + 3, "fake", RECIPE)
    said = {"train": [f"flat {n}" for n in NAMES], "test": [f"round {n}" for n in NAMES[:40]]}
    monkeypatch.setattr(captions, "captions_of", lambda real, part: said[part])
    monkeypatch.setattr(Known, "in_latents", False, raising=False)
    monkeypatch.setattr(Known, "coded", lambda self, images: images)
    return known


def drawing(monkeypatch, of, real):
    """A network that draws for each prompt the training picture that `of` says."""

    def draw(prompts, settings, until):
        return torch.stack([real.train.images[of(p)].float() / 127.5 - 1 for p in prompts])

    monkeypatch.setattr(captions, "draw_prompts", draw)
    return caption_accuracy(real, 60)


def test_a_network_that_draws_the_right_thing_is_always_right(monkeypatch, real):
    right = drawing(monkeypatch, NAMES.index, real)
    assert right["same_name"] == right["shares_a_word"] == 1
    assert right["nearest"]["repeated"] == 1  # it copies


def test_one_that_always_draws_the_same_is_right_about_as_often_as_chance(monkeypatch, real):
    stubborn = drawing(monkeypatch, lambda prompt: 0, real)
    assert stubborn["same_name"] < 0.1
    assert abs(stubborn["shares_a_word"] - stubborn["by_chance"]) < 0.2
    assert 0.3 < stubborn["by_chance"] < 0.4


def test_real_pictures_say_what_can_be_reached(monkeypatch, real):
    found = drawing(monkeypatch, lambda prompt: 0, real)
    assert found["shares_a_word_on_real_test"] == 1
    assert "shares_a_word_on_decoded_test" not in found
    monkeypatch.setattr(Known, "in_latents", True)
    monkeypatch.setattr(Known, "coded", lambda self, images: images.flip(0))  # a bad codec
    found = drawing(monkeypatch, lambda prompt: 0, real)
    assert found["shares_a_word_on_decoded_test"] < 0.7


def test_fewer_pictures_are_fewer_prompts(monkeypatch, real):
    draw = lambda prompts, settings, until: torch.zeros(7, 3, 16, 16)  # noqa: E731
    monkeypatch.setattr(captions, "draw_prompts", draw)
    assert caption_accuracy(real, 60)["protocol"].startswith("7 training names")


def test_a_prompt_has_no_more_words_than_a_prompt_may(monkeypatch, real):
    long = "one two three four five six seven eight nine ten"
    monkeypatch.setattr(captions, "captions_of", lambda real, part: [f"flat {long}"] * N)
    spec = replace(RECIPE.sets[0], words={w: w for w in words_of(long)})
    real.__dict__["recipe"] = replace(RECIPE, sets=(spec,))
    monkeypatch.setattr(captions, "CANDIDATES", 1)
    assert captions.new_quiz(real, 1).prompts == ["one two three four five six seven eight"]
