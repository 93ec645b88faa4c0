from dataclasses import replace

import numpy as np
import torch

from explainer.training.data import Pictures
from explainer.training.evaluation import evaluate
from explainer.training.evaluation.drawing import PUBLISHED, RealPictures, at_once, nearest


class Known(RealPictures):
    """Real pictures that are given instead of read."""

    def __init__(self, train, test, network="digits"):
        for name, images in (("train", train), ("test", test)):
            bags, probability = torch.zeros(len(images), 1), torch.ones(len(images))
            self.__dict__[name] = Pictures(images, bags, probability)
        self.__dict__["network"] = network
        self.__dict__["data"] = None


def noise(n, seed, channels=1, size=28):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 256, (n, channels, size, size), dtype=torch.uint8, generator=generator)


def test_a_network_that_copies_is_found_out():
    real = Known(noise(60, 0), noise(200, 1))
    copies = nearest(noise(60, 0)[:40], real)
    assert copies["drawn"] < 1e-3
    assert copies["repeated"] == 1
    new = nearest(noise(200, 2), real)
    assert new["repeated"] < 0.05
    assert np.isclose(new["drawn"], new["test"], rtol=0.02)


def test_a_mirrored_copy_is_a_copy_where_training_mirrors():
    train, test = noise(60, 0, 3, 16), noise(60, 1, 3, 16)
    assert nearest(train[:20].flip(3), Known(train, test, "sprites"))["drawn"] < 1e-3


def test_settings_of_a_published_project_are_measured_when_they_are_named(data, monkeypatch):
    assert (PUBLISHED.sampler, PUBLISHED.steps, PUBLISHED.w) == ("ddpm", 1000, 7.5)
    monkeypatch.setattr(evaluate, "PUBLISHED", replace(PUBLISHED, steps=2))
    found = evaluate.evaluate(RealPictures("digits", data), 1, parts=["published"])
    assert set(found) == {"published"}
    assert "2 steps, w = 7.5" in found["published"]["protocol"]


def test_long_runs_have_fewer_pictures_at_once():
    assert (at_once(replace(PUBLISHED, steps=50)), at_once(PUBLISHED)) == (16, 3)
