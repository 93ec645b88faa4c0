import torch

from explainer.training.evaluation import captions, drawing
from explainer.training.evaluation.captions import caption_accuracy, nearest_name
from explainer.training.recipe import PictureSet, Recipe
from tests.conftest import TINY


def test_only_candidates_are_near():
    seen = torch.tensor([[0.0], [1.0], [2.0], [2.1]])
    names = ["a", "b", "c", "b"]
    assert nearest_name(torch.tensor([2.06]), ["a", "b", "c"], names, seen) == "b"
    assert nearest_name(torch.tensor([2.06]), ["a", "c"], names, seen) == "c"
    assert nearest_name(torch.tensor([0.9]), ["a", "c"], names, seen) == "a"


def test_a_network_that_draws_the_right_thing_is_always_right(monkeypatch, tmp_path):
    """And one that always draws the same thing is right about as often as chance."""
    n = 120
    names = [f"kind{chr(97 + i % 3)} thing{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(n)]
    images = torch.randint(0, 256, (n, 3, 16, 16), dtype=torch.uint8)
    words = sorted({w for name in names for w in name.split()})
    spec = PictureSet("x", 1.0, {w: w for w in words}, captions=True)
    recipe = Recipe("fake", "", TINY, (spec,))
    monkeypatch.setitem(drawing.RECIPES, "fake", recipe)
    said = [f"flat {name}" for name in names]
    monkeypatch.setattr(captions, "training_captions", lambda real: (said, images))

    def draws(of):
        def draw(prompts, settings):
            return torch.stack([images[of(p)].float() / 127.5 - 1 for p in prompts])

        monkeypatch.setattr(captions, "draw_captions", draw)
        return caption_accuracy(drawing.RealPictures("fake", tmp_path), 60)

    right = draws(names.index)
    assert right["same_name"] == right["shares_a_word"] == 1
    stubborn = draws(lambda prompt: 0)
    assert (
        stubborn["same_name"] < 0.1 and abs(stubborn["shares_a_word"] - stubborn["by_chance"]) < 0.2
    )
    assert 0.3 < stubborn["by_chance"] < 0.4
