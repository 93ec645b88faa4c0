import numpy as np
import torch

from explainer.training.data import Pictures
from explainer.training.evaluation.drawing import RealPictures, nearest


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
