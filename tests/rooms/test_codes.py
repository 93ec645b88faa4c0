"""Codes: easy to read and to type, hopeless to guess."""

from __future__ import annotations

import pytest

from explainer.rooms.checks import pages
from explainer.rooms.codes import ALPHABET, LENGTH, chance_of_a_guess, new_code, read_code, spaced
from explainer.rooms.limits import Limits
from explainer.ui.contents import PAGES


def test_nothing_looks_like_something_else():
    assert not set(ALPHABET) & set("0123456789IOQUVYAE")
    assert len(set(ALPHABET)) == len(ALPHABET) == 18


def test_however_it_is_typed():
    code = new_code()
    for typed in (code, code.lower(), spaced(code), f" {spaced(code).lower()}\n", " ".join(code)):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "KMRT", "KMRT-XBDA", "KMRT-XBD1", "KMRTXBDKM", "<b>" * 9, "-" * 10**6]
)
def test_what_is_no_code(typed):
    assert read_code(typed) is None


def test_guessing_is_hopeless_at_the_speed_that_is_allowed():
    limits = Limits()
    assert chance_of_a_guess(limits) < 1 / 350_000
    assert chance_of_a_guess(limits, limits.rooms) < 1 / 7_500
    assert len({new_code() for _ in range(1000)}) == 1000
    assert len(new_code()) == LENGTH


def test_the_pages_that_a_screen_can_be_of_are_the_apps():
    assert pages() == {page.address for page in PAGES}
