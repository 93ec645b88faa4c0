"""A worksheet: what its key says is what its pictures and numbers are, computed once more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explainer.core.metrics import psnr
from explainer.core.noise import noised
from explainer.experiments.guidance import STRENGTHS
from explainer.experiments.worksheet import (
    METHODS,
    NOISED_TO,
    PUSHED,
    Worksheet,
    lettered,
    worksheet,
)
from explainer.media.pictures import from_pixels, to_pixels
from tests.worksheets import CHOICE, ends, made, noisy


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return made()


def under(pictures, letter):
    """The picture that stands on paper under a letter."""
    return pictures.pictures[pictures.letters.index(letter)]


def test_in_the_order_of_the_key_the_noise_grows(sheet):
    begin = noisy()
    assert sorted(sheet.strip.answer) == list("ABCDEF")
    for letter, t in zip(sheet.strip.answer, NOISED_TO, strict=True):
        expected = to_pixels(noised(begin.x0, t, CHOICE.seed, begin.checkpoint.schedule)[0])
        assert np.array_equal(under(sheet.strip, letter), expected)
    assert np.array_equal(under(sheet.strip, sheet.strip.answer[0]), sheet.original)


def test_shares_and_the_sum_of_a_pixel_can_be_worked_out_by_hand(sheet):
    assert all(abs(s.signal**2 + s.noise**2 - 1) < 0.02 for s in sheet.shares)
    assert [s.signal for s in sheet.shares] == sorted(
        (s.signal for s in sheet.shares), reverse=True
    )
    share, pixel = sheet.pixel.share, sheet.pixel
    assert share in sheet.shares
    assert pixel.mixed == round(share.signal * pixel.x0 + share.noise * pixel.eps, 2)
    x_t, _ = noised(noisy().x0, share.t, CHOICE.seed, noisy().checkpoint.schedule)
    middle = x_t.shape[-1] // 2
    assert pixel.mixed == pytest.approx(float(x_t[0, middle, middle]), abs=0.03)


def test_each_method_stands_under_its_letter_and_the_closest_is_closest(sheet):
    cleaned, original = sheet.cleaned, from_pixels(sheet.original)
    closeness = {}
    for method in METHODS:
        picture = under(cleaned.lettered, cleaned.letter_of(method))
        assert np.array_equal(picture, cleaned.estimates[method].pixels)
        closeness[method] = psnr(from_pixels(picture), original)
    assert cleaned.closest == max(closeness, key=closeness.__getitem__)
    assert np.array_equal(cleaned.estimates["many"].pixels, ends().back[0])


def test_the_long_run_and_the_strengths_of_guidance_stand_under_their_letters(sheet):
    few, many = sheet.lengths.lettered.answer
    assert np.array_equal(under(sheet.lengths.lettered, few), ends().few[0])
    assert np.array_equal(under(sheet.lengths.lettered, many), ends().many[0])
    apart = np.sqrt(np.mean((ends().few.astype(float) - ends().many) ** 2))
    assert sheet.lengths.apart == pytest.approx(apart, abs=0.01)
    for letter, w in zip(sheet.pushed.answer, PUSHED, strict=True):
        assert np.array_equal(under(sheet.pushed, letter), ends().pushed[STRENGTHS.index(w)])


def test_without_words_nothing_is_asked_about_them():
    choice = replace(CHOICE, word="")
    assert choice.pushed is None
    assert worksheet(choice, noisy(), replace(ends(), pushed=None)).pushed is None


def test_another_seed_is_another_order_and_none_is_left_as_it_is():
    pictures = np.arange(6)[:, None, None, None].repeat(3, -1).astype(np.uint8)
    orders = {lettered(pictures, seed, "A").places for seed in range(60)}
    assert len(orders) > 30
    right = tuple(range(6))
    assert not orders & {right, right[::-1]}
    two = {lettered(pictures[:2], seed, "J").places for seed in range(20)}
    assert two == {(0, 1), (1, 0)}
