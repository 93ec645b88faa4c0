import numpy as np
import torch.nn.functional as F

from explainer.training.evaluation.copies import nearest
from tests.training.evaluation.conftest import Known, noise


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


def test_a_copy_is_also_one_in_the_features_of_a_judge():
    """Here: the mean colours, in which the shifted picture is the same."""
    train, test = noise(60, 0, 3, 16), noise(60, 1, 3, 16)
    real = Known(train, test, "sprites")
    shifted = nearest(train.roll(5, 3), real, lambda x: x.float().mean((2, 3)))
    assert shifted["in_features"]["repeated"] == 1
    assert np.isclose(shifted["drawn"], shifted["test"], rtol=0.05)


def enlarged(small):
    """(n, c, h, w) → four times as high and wide."""
    return small.repeat_interleave(4, 2).repeat_interleave(4, 3)


def textured(n, seed):
    """Squares of different colours with something fine on them, uint8 (n, 3, 16, 16)."""
    return enlarged(noise(n, seed, 3, 4)) // 2 + noise(n, seed + 10, 3, 16) // 2


class Blurred(Known):
    """Of a network whose codec leaves out whatever is finer than four pixels."""

    in_latents = True

    def coded(self, images):
        return enlarged(F.avg_pool2d(images.float(), 4)).byte()


def test_new_pictures_are_not_taken_for_copies_because_a_codec_softened_them():
    """What is soft is nearer to everything, so the test pictures are softened, too."""
    train, test, new = (textured(80, seed) for seed in range(3))
    real = Blurred(train, test, "sprites")
    drawn = real.coded(new)
    found = nearest(drawn, real)
    assert found["repeated"] < 0.1
    assert "through the codec" in found["protocol"]
    assert nearest(real.coded(train), real)["repeated"] > 0.9  # and copies are still found
    assert nearest(drawn, Known(train, test, "sprites"))["repeated"] > 0.9
