import pytest
import torch

from explainer.core.errors import UserError
from explainer.training.data import Pictures
from explainer.training.evaluation.classes import class_accuracy, distances, distances_of_words
from explainer.training.evaluation.drawing import BASE, replace
from explainer.training.evaluation.real import RealPictures, evenly
from explainer.training.recipes import RECIPES
from tests.training.evaluation.conftest import Known


def colours(images):
    return images.float().mean((2, 3)) / 64


def pool(labels, seed, words=3):
    """Pictures whose colour is their word; without a word they are black."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(0, 40, (len(labels), 3, 4, 4), generator=generator).byte()
    bags = torch.zeros(len(labels), words)
    for picture, bag, label in zip(images, bags, labels, strict=True):
        if label >= 0:
            picture[label] += 150
            bag[label] = 1
    return Pictures(images, bags, torch.full((len(labels),), 1 / len(labels)))


@pytest.fixture
def real():
    """Test pictures with words as unlike each other in number as can be, and many without."""
    known = Known(torch.zeros(1, 3, 4, 4), torch.zeros(1, 3, 4, 4))
    known.__dict__["train"] = pool([0] * 90 + [1] * 60 + [2] * 60 + [-1] * 200, 0)
    known.__dict__["test"] = pool([0] * 70 + [1] * 15 + [2] * 15 + [-1] * 100, 1)
    return known


def test_pictures_of_the_words_are_no_worse_for_what_they_were_not_asked_for(real):
    drawn = pool([0] * 30 + [1] * 30 + [2] * 30, 2)
    labels = drawn.bags.argmax(1)
    of_all = distances(drawn.images, labels, real, colours)
    of_words = distances_of_words(drawn.images, labels, real, colours)
    assert of_all["fid"] > 2 * of_all["fid_of_training_pictures"]
    assert of_words["fid"] < 2 * of_words["fid_of_training_pictures"] < 1
    assert abs(of_words["kid"]) < 4 * of_words["kid_error"]
    assert of_words["test"] == 100


def test_wrong_words_are_further_away(real):
    drawn = pool([0] * 30 + [1] * 30 + [2] * 30, 2)
    wrong = (drawn.bags.argmax(1) + 1) % 3
    right = distances_of_words(drawn.images, drawn.bags.argmax(1), real, colours)
    assert distances_of_words(drawn.images, wrong, real, colours)["fid"] > 5 * right["fid"]


def test_distances_need_as_many_test_pictures(real):
    many = pool([0] * 300, 2)
    assert distances(many.images, many.bags.argmax(1), real, colours) == {}


def test_every_word_as_often_or_all_that_there_are():
    images, labels = evenly(pool([0] * 5 + [1] * 2 + [2] * 9 + [-1] * 4, 0), 4)
    assert labels.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert (images.float().mean((2, 3)).argmax(1) == labels).all()
    with pytest.raises(UserError, match="has a word"):
        evenly(pool([-1] * 3, 0), 4)


def test_a_network_in_latents_is_judged_as_one_in_pixels_and_its_codec_with_it(
    latent_network, sprites
):
    found = class_accuracy(
        RealPictures(latent_network, sprites), 4, settings=replace(BASE, steps=2)
    )
    assert {"classifier_on_real_test", "classifier_on_decoded_test"} <= set(found)
    assert found["protocol"].startswith("40 pictures, 4 of each word")
    apart = found["distances"]
    # an untrained codec makes one grey of everything: what it gives back is far from what was real
    assert apart["fid_of_decoded_training_pictures"] > 2 * apart["fid_of_training_pictures"]
    assert found["nearest"]["in_features"]["drawn"] >= 0


def test_judges_of_another_network_must_know_its_words(latent_network, sprites, monkeypatch):
    wrong = replace(RECIPES[latent_network], judges="digits")
    monkeypatch.setitem(RECIPES, latent_network, wrong)
    with pytest.raises(UserError, match="other words"):
        _ = RealPictures(latent_network, sprites).judges
