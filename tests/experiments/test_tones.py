"""Whether two pictures differ first of all in their tones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explainer.experiments.tones import MOST, broad_share, share_of_tones, tone_of, tones_apart

RNG = np.random.default_rng(0)
PICTURE = RNG.integers(60, 180, (16, 16, 3)).astype(np.uint8)
GREYER = (0.4 * PICTURE + 0.6 * PICTURE.mean((0, 1))).round().astype(np.uint8)
ELSEWHERE = np.roll(PICTURE, 8, 0)


def test_the_tone_of_known_pictures():
    plain = tone_of(np.full((4, 4, 3), 90, np.uint8))
    assert (plain.brightness, plain.contrast, plain.colour) == (90, 0, 0)
    halves = np.zeros((4, 4, 1), np.uint8)
    halves[2:] = 100
    assert (tone_of(halves).brightness, tone_of(halves).contrast) == (50, 50)
    red = np.zeros((4, 4, 3), np.uint8)
    red[..., 0] = 90
    assert tone_of(red).contrast == 0 and tone_of(red).colour == pytest.approx(math.sqrt(1800))


def test_brighter_and_paler_is_all_tone_and_moved_is_none():
    assert share_of_tones(PICTURE, PICTURE) == 0
    assert share_of_tones(PICTURE, PICTURE + 20) == pytest.approx(1)
    assert share_of_tones(GREYER, PICTURE) == pytest.approx(1, abs=0.01)
    assert share_of_tones(PICTURE, ELSEWHERE) == pytest.approx(0, abs=1e-9)


def test_the_share_is_what_the_identity_leaves():
    """mean (a − b)² without 2 σ_a σ_b (1 − ρ), the part that depends on what is where."""
    a, b = (x.astype(float).reshape(-1, 3).T for x in (PICTURE, np.roll(GREYER, 3, 1)))
    where = [
        2 * (x.std() * y.std() - np.cov(x, y, bias=True)[0, 1]) for x, y in zip(a, b, strict=True)
    ]
    whole = np.square(a - b).mean()
    assert share_of_tones(PICTURE, np.roll(GREYER, 3, 1)) == pytest.approx(
        1 - np.mean(where) / whole
    )


def test_tones_are_named_only_where_they_differ_most():
    claim = tones_apart(GREYER, PICTURE, 20.0)
    assert claim is not None and claim.name == "tones"
    assert claim.values["contrast_few"] < claim.values["contrast_many"]
    assert claim.values["colour_few"] < claim.values["colour_many"]
    assert tones_apart(PICTURE, ELSEWHERE, 10.0) is None
    assert tones_apart(GREYER, PICTURE, 35.0) is None  # the same to the eye
    assert share_of_tones(GREYER, PICTURE) > MOST
    grey = tones_apart(GREYER[..., :1], PICTURE[..., :1], 20.0)
    assert grey is not None and grey.name == "tones_grey"


def test_patches_are_broad_and_what_changes_within_them_is_not():
    patches = np.kron(RNG.integers(0, 255, (8, 8, 1)), np.ones((3, 3, 1))).astype(np.uint8)
    assert broad_share(patches) == pytest.approx(1)
    within = np.indices((24, 24)).sum(0)[..., None] % 2 * 200
    assert broad_share(within.astype(np.uint8)) < 0.02
    assert broad_share(np.full((28, 28, 3), 9, np.uint8)) == 0
