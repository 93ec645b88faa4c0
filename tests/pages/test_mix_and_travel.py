"""Mix and travel: what the page says is counted from what it shows."""

import json

import pytest

from explainer.experiments import travelling
from explainer.experiments.travelling import PLACES, TRIPS
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections import mix_words, travel
from tests.pages.opening import address, app, errors, html


def opened(**parameters):
    at = app("mix_and_travel", **{"network": "digits", "words": None, **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.info])


def passages(at):
    parts = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return [part for part in parts if "places" in part]


def test_the_words_are_mixed_at_every_place_and_the_greatest_change_is_told():
    at = opened(first="3", second="8")
    (run,) = at.session_state["_mix_and_travel"]
    (shown,) = passages(at)
    assert len(shown["places"]) == len(shown["tracks"][0]["pictures"]) == PLACES
    assert shown["places"][0] == "100 % 3, 0 % 8".replace(" %", "\u00a0%")
    assert mix_words.sentence([run]) in words(at)
    found = mix_words.changes(run.film.result)
    assert number(max(found), 0) in mix_words.sentence([run])


def test_from_a_word_to_itself_nothing_changes():
    assert say("mix_and_travel.nothing") in words(opened(first="3", second="3"))


@pytest.mark.parametrize("steps", ["5", "100"])
def test_the_way_back_says_how_close_it_comes_at_both_ends_of_its_slider(steps):
    at = opened(trip=steps)
    assert f"After {steps} steps up" in words(at)
    assert "neighbours" in html(at)


def test_all_numbers_of_steps_are_measured_when_asked_for():
    at = opened()
    label = say("mix_and_travel.trips_button", few=TRIPS[0], many=TRIPS[-1])
    next(b for b in at.button if b.label == label).click().run()
    assert not at.exception and not errors(at)
    assert f"In {TRIPS[0]} steps it comes back" in words(at)


@pytest.mark.parametrize("between", ["seeds", "pictures"])
def test_a_journey_shows_three_ways_along_one_slider(between):
    at = opened(between=between)
    at.button(key="_travel_go").click().run()
    assert not at.exception and not errors(at)
    runs = at.session_state["_travel"]
    _, journey = passages(at)
    assert [len(track["pictures"]) for track in journey["tracks"]] == [PLACES] * 3
    ends = [(track["pictures"][0], track["pictures"][-1]) for track in journey["tracks"]]
    assert ends[0] == ends[1] == ends[2]
    faded = travelling.faded(runs[0].film.result)
    assert number(travel.look(faded[PLACES // 2]).contrast, 0) + " cross-faded" in words(at)


def test_other_words_wait_for_the_button_and_are_in_the_link():
    at = opened()
    before = at.session_state["_mix_and_travel"][0].id
    at.selectbox(key="second").set_value("4").run()
    assert at.session_state["_mix_and_travel"][0].id == before
    at.button(key="_mix_and_travel_go").click().run()
    assert at.session_state["_mix_and_travel"][0].id != before
    assert address(at)["second"] == ["4"]
