"""A network recognises in a picture the word that it was drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.experiments.nearer_word import Nearer, nearer
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import view_of


def drawn(network, words):
    """Two pictures, uint8 (2, h, w, c)."""
    settings = Settings(network, "ddim", 8, 2.0, words, (7, 8))
    (pictures,) = view_of(network).pictures(last(generate(settings)).x_next)
    return pictures


@pytest.mark.parametrize(
    ("network", "words"), [("digits", ("3", "8")), ("sprites", ("hero", "potion"))]
)
def test_a_picture_is_nearer_to_the_word_that_it_was_drawn_from(network, words):
    one, other = words
    pictures = np.concatenate([drawn(network, one), drawn(network, other)])
    assert nearer(network, pictures, words) == Nearer(2, 2, 0)
    assert nearer(network, pictures, words[::-1]) == Nearer(2, 2, 0)
    assert nearer(network, pictures[:2], words) == Nearer(2, 0, 0)


def test_one_word_twice_fits_equally_and_an_unknown_one_is_refused():
    pictures = drawn("digits", "3")
    assert nearer("digits", pictures, ("3", "3")) == Nearer(0, 0, 2)
    with pytest.raises(UserError):
        nearer("digits", pictures, ("3", "tulip"))
