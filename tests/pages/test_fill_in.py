"""Fill in: what the page says is counted from what it shows, for every hole it begins with."""

from __future__ import annotations

import re

import numpy as np
import pytest

from explainer.experiments.filling import HOLES, timesteps
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.language import say
from explainer.ui.sections import fill_in
from tests.pages.opening import app, errors, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.info])


def opened(**parameters):
    at = app("fill_in", **{"network": "sprites", "words": None, **parameters})
    assert not at.exception
    assert not errors(at)
    return at


@pytest.mark.parametrize("kind", HOLES)
def test_every_hole_is_filled_in_three_ways_and_what_is_known_comes_back(kind):
    at = opened(hole=kind)
    runs = at.session_state["_fill_in"]
    assert all(run.film.done for run in runs)
    assert "the largest difference from the picture is 0.0 grey levels" in words(at)
    assert len(re.findall("nw-numbers[^>]*>in the hole: ", html(at))) == 4


def test_jumps_take_as_many_moves_as_they_must():
    at = opened(times="3", stretch="2")
    plain, jumps, corrected = at.session_state["_fill_in"]
    way = timesteps(load_checkpoint("sprites"), 4, 2, 3)
    assert (plain.film.n, jumps.film.n, corrected.film.n) == (4, len(way) - 1, 4)
    names = [say(f"fill_in.files_{way}") for way in fill_in.WAYS]
    assert [*map(fill_in.way_name, (plain, jumps, corrected))] == names


def test_what_is_said_of_the_edge_stands_under_the_pictures():
    at = opened()
    (said,) = [m.value for m in at.markdown if "neighbouring pixels differ" in m.value]
    for value in re.findall(r"by ([\d.]+) (?:grey levels in the picture|if each|with jumps)", said):
        assert f"contrast at its edge {value}<" in html(at)


def test_taken_once_there_is_nothing_to_compare():
    at = opened(times="1")
    plain, jumps, _ = at.session_state["_fill_in"]
    assert (plain.film.result == jumps.film.result).all()
    assert "with jumps back" not in words(at)


def test_a_run_of_one_stretch_has_nowhere_to_jump_back_to():
    at = opened(steps="4", stretch="10")
    assert "one stretch" in words(at)
    assert say("fill_in.way_jumps", times=1) in html(at)
    assert "one stretch" not in words(opened(steps="4", stretch="2"))


def test_with_nothing_to_go_by_nothing_is_filled():
    at = opened(hole="square")
    del at.session_state["_fill_in"]
    at.session_state["_painted"] = {"_fill_in_board": np.ones((16, 16), np.uint8)}
    at.session_state["_guesses"] = {"fill_in": "fits"}
    at.run()
    assert not at.exception
    assert "All of the picture is missing" in words(at)
    assert say("bridge.fill_in.nothing", guess=say("bridge.fill_in.fits")) in words(at)
    assert "_fill_in" not in at.session_state
    assert 'class="nw-numbers' not in html(at)


def test_words_may_help():
    at = opened(hint="hero")
    assert {run.settings.words for run in at.session_state["_fill_in"]} == {"hero"}
