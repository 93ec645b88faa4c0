"""What visitors paint: it comes as it was sent, and nothing else comes."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from explainer.media.painted import PALETTE, coloured, packed, resized, unpacked

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("mode", "most"), [("draw", len(PALETTE)), ("mask", 1)])
@pytest.mark.parametrize("size", [5, 28, 64])
def test_what_is_painted_comes_back(mode, most, size):
    cells = RNG.integers(0, most + 1, (size, size)).astype(np.uint8)
    assert (unpacked(packed(cells, mode), size, mode) == cells).all()


def test_the_first_cell_is_in_the_lowest_bits():
    """As in painting.test.js: both sides must mean the same."""
    cells = np.array([[1, 2], [3, 4]], np.uint8)
    assert packed(cells, "draw") == base64.b64encode(bytes([0x21, 0x43])).decode()
    assert packed(cells % 2, "mask") == base64.b64encode(bytes([0b0101])).decode()


GOOD = packed(np.ones((8, 8), np.uint8), "draw")
FULL = base64.b64encode(b"\xff" * 32).decode()  # a colour that there is not


@pytest.mark.parametrize(
    "told", [None, 7, b"", "", GOOD[:-4], GOOD + "AAAA", "ä" * len(GOOD), "!" * len(GOOD), FULL]
)
def test_anything_else_is_no_painting(told):
    assert unpacked(told, 8, "draw") is None
    assert unpacked(GOOD, 8, "draw") is not None


def test_a_painting_of_another_size_keeps_its_place():
    cells = np.zeros((64, 64), np.uint8)
    cells[32:, :32] = 3
    small = resized(cells, 28)
    assert (small[14:, :14] == 3).all() and small.sum() == 3 * 14 * 14
    assert (resized(cells, 64) == cells).all()


def test_colours_cover_the_picture_only_where_they_are():
    cells = np.array([[0, 6]], np.uint8)
    ground = np.full((1, 2, 3), 9, np.uint8)
    assert coloured(cells, ground).tolist() == [[[9, 9, 9], list(PALETTE["red"])]]
