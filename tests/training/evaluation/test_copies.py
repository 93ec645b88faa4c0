import numpy as np

from explainer.training.evaluation.copies import nearest
from explainer.training.recipes import SPRITES
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


def test_test_pictures_go_through_the_codec_that_drawn_ones_came_from(latent_network):
    """New pictures that a blurring codec gives back are no copies, though nearer to any than sharp ones."""
    train, test, new = (noise(80, seed, 3, 16) for seed in range(3))
    real = Known(train, test, latent_network, SPRITES)
    drawn = real.coded(new)
    assert nearest(drawn, Known(train, test, "sprites"))["repeated"] > 0.9
    found = nearest(drawn, real)
    assert found["repeated"] < 0.1
    assert "through the codec" in found["protocol"]
