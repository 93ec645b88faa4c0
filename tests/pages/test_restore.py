"""Restore: what the page says is counted from what it shows, for every damage, held to what is known or not."""

from __future__ import annotations

import re

import pytest

from explainer.experiments.restoring import KINDS
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import restore_others
from tests.pages.opening import app, errors, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.info])


def opened(**parameters):
    at = app("restore", **{"network": "sprites", "words": None, **parameters})
    assert not at.exception
    assert not errors(at)
    return at


@pytest.mark.parametrize("kind", KINDS)
def test_every_damage_is_shown_restored_and_agrees_with_what_is_left(kind):
    at = opened(damage=kind)
    (run,) = at.session_state["_restore"]
    assert run.film.done and run.film.end is not None
    assert "It agrees with what is known" in words(at)
    shown = 2 + {"pixels": 2, "blocks": 1, "blur": 1}.get(kind, 0)  # left, classical ways, network
    assert len(re.findall("nw-numbers[^>]*>contradicts y by", html(at))) == shown
    others = at.session_state["_restore_others"][0].film.end
    assert len(others) == restore_others.OTHERS


def test_let_go_the_network_contradicts_what_is_left_by_the_number_under_its_picture():
    at = opened(keep="false")
    (said,) = [m.value for m in at.markdown if "It contradicts what is known" in m.value]
    off = said.split("by up to ")[1].split(" of 255")[0]
    assert f"contradicts y by {off}<" in html(at)


def test_the_controls_of_a_damage_are_there_with_it_alone():
    keys = {"pixels": "fewer", "blocks": "lost", "blur": "soft", "waves": "coarse"}
    for kind, key in {**keys, "colour": ""}.items():
        at = opened(damage=kind)
        there = {w.key for w in [*at.selectbox, *at.slider, *at.number_input]} & set(keys.values())
        assert there == ({key} if key else set())


def test_a_grey_network_says_that_it_has_no_colour_to_lose():
    assert "works in grey" in words(opened(network="digits", damage="colour"))
    assert "works in grey" not in words(opened(damage="colour"))
    assert "Nothing is lost" in words(opened(damage="blocks", lost="0"))


def test_the_map_says_where_pictures_differ():
    at = opened(damage="blocks", lost="0.5")
    (said,) = [m.value for m in at.markdown if "where it is missing by" in m.value]
    assert f"differ by {number(0, 1)} grey levels" in said


def test_words_that_the_network_does_not_know_are_told_and_left_out():
    at = opened(hint="zebra")
    assert "zebra" in words(at)
    assert at.session_state["_restore"][0].settings.words == ""
    assert opened(hint="hero").session_state["_restore"][0].settings.words == "hero"
