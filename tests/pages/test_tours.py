"""A tour on the pages: a link opens a step, which sets its page once; what stands in the address, and what in links."""

from __future__ import annotations

import json

import pytest

from explainer.experiments.settings import Settings
from explainer.rooms import rooms
from explainer.ui.ballots import Blind, ballot_of
from explainer.ui.controls.table import CONTROLS
from explainer.ui.language import say
from explainer.ui.touring import revealed
from tests.pages.opening import FAST, address, app, errors

BARE = dict.fromkeys(FAST)  # a link without any setting


def card(at) -> dict:
    """What the card of a tour was last told; {} without a tour."""
    told = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next((t for t in reversed(told) if "is_news" in t), {})


def open_step(page="add_noise", tour="lesson", step="3", **parameters):
    return app(page, **BARE | {"tour": tour, "step": step} | parameters)


def test_a_link_opens_a_step_and_sets_its_page():
    at = open_step()
    assert not errors(at)
    assert card(at)["count"] == say("tour.count", i=3, n=13)
    assert at.session_state["t"] == 500 and at.session_state["schedule"] == "cosine"
    assert address(at)["tour"] == ["lesson"] and address(at)["step"] == ["3"]


def test_the_visitor_is_free_afterwards_and_the_task_is_ticked():
    at = open_step()
    assert not card(at)["done"]
    at.selectbox("schedule").set_value("linear").run()
    assert at.session_state["schedule"] == "linear"
    assert card(at)["done"] and card(at)["forth"] == say("tour.next")
    at.selectbox("schedule").set_value("cosine").run()
    assert card(at)["done"]  # a tick stays


def test_an_address_that_tells_a_screen_is_followed_as_it_stands():
    at = open_step(t="123", network="photos")
    assert at.session_state["t"] == 123
    assert card(at)["count"] == say("tour.count", i=3, n=13)


def test_on_another_page_the_card_says_where_the_tour_goes_on():
    at = app("glossary", **BARE | {"tour": "lesson", "step": "3", "t": "5"})
    assert card(at)["to"] == "here"
    assert say("add_noise.title") in card(at)["says"]


@pytest.mark.parametrize(
    ("parameters", "key"), [({"tour": "nowhere"}, "tour"), ({"step": "99"}, "step")]
)
def test_what_cannot_be_followed_is_said(parameters, key):
    at = open_step(**parameters)
    (said,) = [w.value for w in at.warning]
    assert said.startswith(say("link.bad_value", key=key, value="")[:5]) and key in said
    assert bool(card(at)) == (key == "step")


def test_what_a_lesson_holds_no_tour_sets():
    at = open_step(tour="ten_minutes", step="2", lock="t")
    assert card(at)["count"] == say("tour.count", i=2, n=6)
    assert "t" not in at.session_state or at.session_state["t"] == CONTROLS["t"].default()


def asked(teacher, ballot):
    """What a class has seen the answers of, once it was asked this, and once it was revealed."""
    rooms().ask(teacher, ballot)
    yield rooms().view(teacher)
    rooms().reveal(teacher)
    yield rooms().view(teacher)


def test_what_the_class_has_guessed_counts_for_its_teacher_once_it_is_revealed(teacher):
    at = open_step(step="2")
    at.session_state["_room_seat_taken"] = teacher
    at.session_state["t"] = 700
    for _, done in zip(asked(teacher, ballot_of("add_noise", None)), (False, True), strict=True):
        at.run()
        assert not errors(at)
        assert card(at)["done"] is done


def test_a_pair_that_is_revealed_counts_even_when_another_question_followed(teacher):
    pair = Blind(
        (Settings("digits", steps=2, words="3"), Settings("digits", steps=4, words="3")), 0
    )
    before, after = asked(teacher, pair.ballot())
    assert revealed(before) == [] and revealed(after) == [pair.name]
    rooms().ask(teacher, ballot_of("start", None))
    assert revealed(rooms().view(teacher)) == [pair.name]
