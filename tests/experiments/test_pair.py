"""What two pictures are called to each other: by what was measured, and all sentences alike."""

from __future__ import annotations

import numpy as np
import pytest

from explainer.experiments.pair import KINDS, Likeness, likeness, outlines_apart, unit
from explainer.networks.checkpoints import available


def disc(y, x, size=64, level=230, channels=3):
    ys, xs = np.mgrid[:size, :size]
    inside = (ys - y) ** 2 + (xs - x) ** 2 < (size / 5) ** 2
    return np.where(inside[..., None], level, 20).repeat(channels, -1).astype(np.uint8)


@pytest.mark.parametrize(
    ("network", "size", "channels"),
    [("digits", 28, 1), ("sprites", 16, 3), ("photos-latent", 64, 3)],
)
def test_a_picture_that_turns_into_another_becomes_a_cousin_then_a_stranger(
    network, size, channels
):
    middle, side = (
        disc(size * a, size * b, size, channels=channels) for a, b in ((0.5, 0.5), (0.2, 0.3))
    )
    kinds = [name for name, *_ in KINDS]
    said = [
        likeness(middle, (middle * (1 - s) + side * s).astype(np.uint8), network).kind
        for s in np.linspace(0, 1, 41)
    ]
    places = [kinds.index(kind) for kind in said]
    assert places == sorted(places)
    assert set(said) == set(kinds)


def test_the_same_layout_in_other_colours_is_no_other_picture():
    """14 dB apart, as two walks may end whose layout every eye calls the same."""
    found = likeness(disc(30, 32), disc(30, 32, level=120), "photos-latent")
    assert found.psnr < 20 and found.kind == "cousins"


def test_every_pair_of_numbers_has_one_kind():
    for psnr in (-5, 0, 15, 34.99, 35, 80, float("inf")):
        for apart in (0, 0.5, 0.51, 1, 3):
            kind = Likeness(psnr, apart).kind
            assert kind == ("twins" if psnr >= 35 else "cousins" if apart <= 0.5 else "strangers")


@pytest.mark.parametrize(
    ("apart", "far"), [(0.2, False), (0.994, False), (1.0, True), (1.11, True)]
)
def test_no_outlines_are_said_to_be_more_than_wholly_apart(apart, far):
    """Where a percentage would say 100 or more, none is said."""
    assert Likeness(10, apart).is_far == far == (float(f"{100 * apart:.0f}") >= 100)


def test_outlines_are_as_far_apart_as_browsers_find():
    """The numbers of tests/javascript/outlines.test.js."""
    y, x, c = np.meshgrid(np.arange(64), np.arange(64), np.arange(3), indexing="ij")
    wave, shifted = (
        np.rint(127 + 100 * np.sin((y + d) / 5 + c) * np.cos(x / 7)).astype(np.uint8)
        for d in (0, 3)
    )
    assert f"{outlines_apart(wave, shifted):.4f}" == "0.5650"


def test_every_network_has_a_scale():
    """Emoji of one name are the most alike."""
    assert all(0.2 < unit(network) < 1.2 for network in available())
