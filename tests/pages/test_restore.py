"""Restore: what the page says is counted from what it shows, for every damage, held to what is known or not."""

from __future__ import annotations

import re

import pytest

from explainer.experiments.cleaning import Score
from explainer.experiments.restoring import KINDS
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections import restore, restore_others
from tests.pages.opening import app, errors, html, jpeg, upload


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
    assert f"contradicts y by {off} grey levels<" in html(at)


def test_the_controls_of_a_damage_are_there_with_it_alone():
    keys = {"pixels": "fewer", "blocks": "lost", "blur": "soft", "waves": "coarse"}
    for kind, key in {**keys, "colour": ""}.items():
        at = opened(damage=kind)
        there = {w.key for w in [*at.selectbox, *at.slider, *at.number_input]} & set(keys.values())
        assert there == ({key} if key else set())


def test_a_grey_network_says_that_it_has_no_colour_to_lose():
    assert "works in grey" in words(opened(network="digits", damage="colour"))
    assert "works in grey" not in words(opened(damage="colour"))


@pytest.mark.parametrize(
    ("network", "setting"),
    [
        ("digits", {"damage": "colour"}),
        ("sprites", {"damage": "blocks", "lost": "0"}),
        ("sprites", {"damage": "blur", "soft": "0"}),
        ("sprites", {"damage": "blur", "soft": "0.3"}),
    ],
)
def test_where_nothing_is_lost_no_network_is_asked_and_nothing_compared(network, setting):
    at = opened(network=network, **setting)
    at.session_state["_guesses"] = {"restore": "same"}
    at.run()
    assert not at.exception
    assert "_restore" not in at.session_state and "_restore_others" not in at.session_state
    assert len(at.info) == 1 and 'class="nw-numbers' not in html(at)
    assert say("bridge.restore.nothing", guess=say("bridge.restore.same")) in words(at)


def test_a_picture_without_detail_is_not_measured_by_its_sharpness():
    at = upload(opened(), jpeg())
    assert not at.exception and not errors(at)
    assert not re.findall("nw-numbers[^>]*>[^/]*sharpness", html(at))
    assert "Its sharpness" not in words(at)
    assert "no network is needed" in words(at) and "Nothing is lost" not in words(at)
    assert "closeness (PSNR)</a> ∞ dB" in html(at)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_of_the_pictures_depends_on_what_holds_them(kind):
    at = opened(damage=kind)
    at.session_state["_guesses"] = {"restore": "same"}
    held, fits = say(f"bridge.restore.held_{kind}"), say("restore.each_fits", off="0.0001")
    free, strays = say("bridge.restore.let_go"), "none of them has to fit"
    at.run()
    assert held in words(at) and free not in words(at)
    assert fits in words(at) and strays not in words(at)
    at.toggle(key="keep").set_value(False).run()
    assert free in words(at) and held not in words(at)
    assert strays in words(at) and "that fit as well" not in words(at)


def test_what_is_left_is_counted():
    left = html(opened(damage="waves", coarse="2"))
    assert "2 diagonals of waves, 3 of 64 waves of each block" in left
    assert "75\u00a0% of it, 16 of 64 blocks are missing" in html(opened(damage="blocks"))


def test_nobody_wins_by_what_nobody_sees():
    def marks(**psnr):
        return restore.marked({way: Score(dB, 1, 0.5) for way, dB in psnr.items()})

    assert marks(left=11.7, network=11.9) == {"left": (False, False), "network": (False, False)}
    found = marks(left=10, bicubic=19.1, lanczos=19.4, network=17.8)
    assert [close for close, _ in found.values()] == [False, True, True, False]
    assert not found["left"][1] and found["network"][1]
    assert [restore.leading(11.9, theirs) for theirs in (11.7, 11.4, 12.4)] == [0, 1, -1]


def test_the_map_says_where_pictures_differ():
    at = opened(damage="blocks", lost="0.5")
    (said,) = [m.value for m in at.markdown if "where it is missing by" in m.value]
    assert f"differ by {number(0, 1)} grey levels" in said


def test_words_that_the_network_does_not_know_are_told_and_left_out():
    at = opened(hint="zebra")
    assert "zebra" in words(at)
    assert at.session_state["_restore"][0].settings.words == ""
    assert opened(hint="hero").session_state["_restore"][0].settings.words == "hero"
