"""Did it copy?: what the page's search and its denoiser by heart claim, as mathematics."""

import pytest
import torch

from explainer.experiments import copies
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.copies import SOURCES, beside, drawing, searched, under_noise
from explainer.experiments.ideal import known_pictures
from explainer.experiments.restoring import GREY_LEVELS
from explainer.networks.checkpoints import load_checkpoint, read_card

KNOWN = known_pictures("digits")
USUAL = copies.of_test_pictures(KNOWN)


def test_a_planted_copy_is_found_as_the_nearest_and_closer_than_every_test_picture():
    planted = copies.with_a_copy(KNOWN.test[:4], KNOWN, seed=603)
    assert torch.equal(planted[:3], KNOWN.test[:3])
    *others, copy = searched(planted, KNOWN, USUAL)
    assert (copy.place, copy.distance, copy.closer) == (3, 0, 1)  # 603 of 600 is 3
    assert all(each.distance > 5 and each.closer < 1 for each in others)


def test_distances_are_root_mean_squares_in_grey_levels():
    shifted = (KNOWN.training[5] + 0.1)[None]
    (found,) = searched(shifted, KNOWN, USUAL)
    assert found.place == 5 and found.distance == pytest.approx(0.1 * GREY_LEVELS, rel=1e-5)


def test_test_pictures_stand_among_themselves_where_they_should():
    shares = [each.closer for each in searched(KNOWN.test, KNOWN, USUAL)]
    assert sum(shares) / len(shares) == pytest.approx(0.5, abs=0.01)
    assert min(shares) == 0


@pytest.mark.parametrize("source", SOURCES)
def test_what_lies_under_the_noise_is_what_is_chosen(source):
    own = torch.zeros(1, 28, 28)
    chosen = under_noise(source, KNOWN, own, 604)
    expected = {"test": KNOWN.test[4], "training": KNOWN.training[4], "own": own}[source]
    assert torch.equal(chosen, expected)


def test_by_heart_only_what_is_known_comes_back_and_the_network_keeps_to_what_it_sees():
    checkpoint = load_checkpoint("digits")
    new = beside(NoisyPicture(checkpoint, KNOWN.test[0], 300, 7), KNOWN)
    ((place, share),) = new.by_heart.likeliest(1)
    assert share > 0.999
    torch.testing.assert_close(new.by_heart.mean, KNOWN.training[place], atol=0.01, rtol=0)
    heart, network = new.close
    assert network > heart + 3
    seen = beside(NoisyPicture(checkpoint, KNOWN.training[9], 300, 7), KNOWN)
    assert seen.by_heart.likeliest(1)[0][0] == 9 and seen.close[0] > seen.close[1]


def test_a_picture_is_drawn_of_every_word():
    settings = drawing(read_card("digits"), 3, 2.0)
    assert settings.prompts == list("0123456789") and settings.seeds == tuple(range(3, 13))
    assert len(drawing(read_card("fashion"), 3, 2.0).seeds) == 10
