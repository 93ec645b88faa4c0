"""The default run of every page and every shipped film come out as they always did: bit for bit on processors that were
noted, on any other up to rounding.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.golden.record import (
    HASHES,
    LEVELS,
    PARTS,
    REFERENCES,
    fingerprint,
    is_near,
    read_hashes,
    read_references,
    small,
)

HINT = "if it was meant: python -m tests.golden.record"


@pytest.mark.parametrize("part", PARTS)
def test_pictures_come_out_as_before(part):
    shown, noted = dict(PARTS[part]()), read_hashes().get(part, {})
    if here := noted.get(fingerprint(part)):
        assert {name: s.hash for name, s in shown.items()} == here, HINT
    references = read_references(part)
    for name, s in shown.items():
        looks = references.get(name, [])
        near = [is_near(look, kept) for look, kept in zip(s.looks, looks, strict=True)]
        exact = any(s.hash == hashes.get(name) for hashes in noted.values())
        assert exact or (near and all(near)), f"{name}: {HINT}"


def test_every_part_is_noted_and_small():
    assert set(read_hashes()) == set(PARTS), HINT
    assert REFERENCES.stat().st_size + HASHES.stat().st_size < 300_000


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (2, 64, 64, 3), np.uint8)


def test_another_picture_is_not_near_and_a_rounding_is():
    one = picture(0)
    rounded = (one.astype(int) + np.where(picture(1) > 127, 1, -1)).clip(0, 255).astype(np.uint8)
    assert is_near(small(rounded), small(one))
    assert not is_near(small(picture(2)), small(one))
    assert not is_near(small(one[:, ::-1]), small(one))
    assert not is_near(small(one[:1]), small(one))
    brighter = (one * 0.9 + 25.5).astype(np.uint8)
    assert not is_near(small(brighter), small(one)) and LEVELS > 1


def test_numbers_are_compared_with_their_size():
    x = np.random.default_rng(0).standard_normal((1, 3, 64, 64), np.float32)
    assert is_near(small(x + 1e-4), small(x))
    assert not is_near(small(x * 1.1), small(x))
    assert not is_near(small(x[..., ::-1]), small(x))
