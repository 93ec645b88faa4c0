"""Training pictures: which are drawn how often, under which words, and varied how."""

from dataclasses import replace

import pytest
import torch

from explainer.training.data import (
    batches,
    complete,
    load_pictures,
    over_classes,
    turn_hue,
    words_of,
)
from explainer.training.recipe import PictureSet
from explainer.training.recipes import DIGITS, PHOTOS
from tests.training.files import CAPTIONS, emoji, zipped


def test_the_words_of_captions_come_from_the_training_pictures(tmp_path):
    rows = [("red apple", "Food"), ("green apple", "Food"), ("Flag: red", "Flags")] * 6
    emoji(tmp_path, "train", [*rows, ("rare pear", "Food")])
    emoji(tmp_path, "test", [("apple of gold", "Food")])
    recipe = complete(CAPTIONS, tmp_path)
    assert recipe.vocabulary == ("apple", "flat", "green", "red")
    assert complete(recipe, tmp_path) == recipe
    train, test = (load_pictures(tmp_path, recipe, part) for part in ("train", "test"))
    assert len(train) == 13 and test.bags.tolist() == [[1, 1, 0, 0]]
    assert train.bags[0].tolist() == [1, 1, 0, 1] and train.bags[-1].tolist() == [0, 1, 0, 0]


def test_words_of_a_caption():
    assert words_of("Keycap: 10 “O’Clock” twelve-thirty a") == [
        *("keycap", "o'clock", "twelve-thirty", "a")
    ]


def test_reduced_pictures_are_means_of_squares(data):
    pictures = load_pictures(data, DIGITS, "train")
    small = pictures.reduced(2)
    assert small.images.shape[2:] == (14, 14)
    square = pictures.images[5, 0, :2, :2].float().mean()
    assert float(small.images[5, 0, 0, 0]) == round(float(square))
    assert torch.equal(pictures.reduced(1).images, pictures.images)


def test_classes_are_drawn_evenly_whatever_their_size():
    labels = ["a"] * 90 + ["b"] * 10
    for balance, share in ((0.0, 0.5), (0.5, 0.75), (1.0, 0.9)):
        p = over_classes(labels, balance)
        assert float(p[:90].sum()) == pytest.approx(share)
        assert float(p.sum()) == pytest.approx(1)


def test_turned_colours_keep_greys_and_brightness():
    x = torch.rand(4, 3, 5, 5) * 0.6 - 0.3
    third = torch.full((4,), 2 * torch.pi / 3)
    assert torch.allclose(turn_hue(x, torch.zeros(4)), x, atol=1e-6)
    assert torch.allclose(
        turn_hue(x, third), x.roll(1, 1), atol=1e-6
    )  # red, green, blue take turns
    turned = turn_hue(x, torch.tensor([0.3, 1.0, 2.0, 4.0]))
    assert torch.allclose(turned.mean(1), x.mean(1), atol=1e-6)
    grey = x[:, :1].expand(-1, 3, -1, -1)
    assert torch.allclose(turn_hue(grey, third), grey, atol=1e-6)


def test_sets_keep_their_share_and_leave_out_what_must_be_left_out(tmp_path):
    names = [f"{c}/image_{i:04}.jpg" for c in ("ant", "faces") for i in range(40)]
    zipped(tmp_path / "caltech101-64-train.zip", [(n, "red") for n in names])
    crops = [f"caltech101/{c}_image_{i:04}_0.jpg" for c in ("ant", "faces") for i in range(40)]
    zipped(tmp_path / "photo-crops-64-train.zip", [(n, "blue") for n in crops])
    without = frozenset({"faces"})
    sets = (
        PictureSet("caltech101-64", 3.0, {"ant": "ant"}, without=without),
        PictureSet("photo-crops-64", 1.0, without=without),
    )
    recipe = replace(PHOTOS, sets=sets)
    pictures = load_pictures(tmp_path, recipe, "train")
    red = pictures.images[:, 0, 0, 0] > 128
    assert len(pictures) < 81
    assert float(pictures.probability[red].sum()) == pytest.approx(0.75)
    assert torch.equal(pictures.bags[:, 0].bool(), red)
    assert sum(len(load_pictures(tmp_path, recipe, p)) for p in ("train", "validation")) == 80


def test_a_tenth_of_the_conditions_is_dropped(data):
    source = batches(
        load_pictures(data, DIGITS, "train"),
        replace(DIGITS, batch=2000),
        torch.Generator().manual_seed(0),
    )
    x0, bags = next(source)
    assert float(x0.min()) == -1
    assert float(x0.max()) == 1
    assert float((bags.sum(1) == 0).float().mean()) == pytest.approx(0.1, abs=0.025)
