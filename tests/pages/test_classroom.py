"""A class, seat by seat: what a teacher asks and what pupils see of it, where it stands and where it must not."""

from __future__ import annotations

import json

import pytest

from explainer.rooms import rooms
from explainer.rooms.codes import spaced
from explainer.ui.ballots import blind_of
from explainer.ui.controls.link import ROOM
from explainer.ui.going import name_of
from explainer.ui.language import say
from explainer.ui.sections.room_cover import COVERED
from tests.pages.conftest import NOBODY
from tests.pages.opening import ROOT, address, app, html

SEAT = "_room_seat_taken"
BARS = '<ul class="nw-bars">'


def seated(at, seat):
    """A page that was opened, now from a seat."""
    at.session_state[SEAT] = seat
    return at.run()


def clicked(at, key):
    return at.button(key=key).click().run()


def join(at):
    """Send the form with the code."""
    label = say("classroom.join_button")
    next(button for button in at.button if button.label == label).click().run()


def keys(at):
    return {button.key for button in at.button}


def told(at):
    """What the browser is to keep of the seat."""
    parts = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(part for part in parts if "news" in part)


def said(at):
    return " ".join(m.value for m in at.markdown)


def test_a_room_is_opened_joined_by_its_code_however_typed_and_ended():
    at = clicked(app("classroom"), "_room_open")
    seat = at.session_state[SEAT]
    assert seat.teaches and spaced(seat.code) in html(at)
    pupil = app("classroom")
    pupil.text_input(key="_room_typed").set_value(f" {spaced(seat.code).lower()} ")
    join(pupil)
    assert pupil.session_state[SEAT].code == seat.code and not pupil.warning
    invited = app("classroom", room=seat.code)
    assert not invited.warning, "the link's code is no complaint"
    assert seat.code not in str(address(invited)), "and does not stay in the address"
    clicked(invited, "_room_go")
    assert rooms().view(seat).members == 2
    clicked(at, "_room_end")
    assert SEAT not in at.session_state and "_room_open" in keys(at)
    pupil.run()
    assert any(say("rooms.ended") in note.value for note in pupil.info)
    assert told(pupil)["seat"] is None and told(pupil)["left"]


def test_a_link_with_half_a_code_or_of_a_dead_room_says_so_and_offers_the_field(teacher):
    half = app("classroom", room="ZZZZ")
    assert [w.value for w in half.warning] == [say("rooms.no_code")]
    dead = rooms().open(NOBODY)
    late = app("classroom", room=dead.code)
    rooms().end(dead)
    clicked(late, "_room_go")
    assert len(late.warning) == 1 and "_room_go" not in keys(late)
    assert late.text_input(key="_room_typed")


@pytest.mark.parametrize("typed", ["", "BCDF-GHJK", "<b>&*[x](y)"])
def test_a_wrong_code_is_a_sentence_and_the_field_stays(typed):
    at = app("classroom")
    at.text_input(key="_room_typed").set_value(typed)
    join(at)
    assert len(at.warning) == 1 and not at.exception
    assert at.text_input(key="_room_typed")


def test_numbers_are_answered_too_and_grouped(teacher, joined):
    front, pupil = seated(app("add_noise"), teacher), seated(app("glossary"), joined())
    clicked(front, "_room_ask")
    pupil.run()
    pupil.slider(key="_room_number_add_noise").set_value(620).run()
    clicked(pupil, "_room_vote")
    clicked(front, "_room_reveal")
    assert "600 – 699" in html(front)
    assert html(front).count("<li") == 1, "the empty ends of the scale are left out"


def test_everybody_is_brought_to_the_teachers_screen_once(teacher, joined):
    front = seated(app("add_noise", t="310", present="true"), teacher)
    pupil = seated(app("glossary"), joined())
    clicked(front, "_room_bring")
    pupil.run()
    assert pupil.title[0].value == say("add_noise.title")
    assert [toast.value for toast in pupil.toast] == [say("room.brought_here")]
    assert pupil.session_state["t"] == 310
    assert not pupil.session_state["present"]
    pupil.switch_page(str(ROOT / "pages" / "glossary.py")).run()
    pupil.run()
    assert pupil.title[0].value == say("glossary.title"), "afterwards they may move on"
    late = seated(app("glossary"), joined())
    assert late.title[0].value == say("add_noise.title")


def arriving(teacher):
    """Somebody who types the code now."""
    at = app("classroom")
    at.text_input(key="_room_typed").set_value(teacher.code)
    join(at)
    assert not at.exception
    return at


def test_who_joins_late_is_led_only_to_where_the_class_still_is(teacher):
    front = seated(app("add_noise", t="310"), teacher)
    clicked(front, "_room_bring")
    late = arriving(teacher)
    assert late.title[0].value == say("add_noise.title") and late.session_state["t"] == 310
    front.switch_page(str(ROOT / "pages" / "classroom.py")).run()
    assert not rooms().view(teacher).look_here.past, "the code is shown there"
    front.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert arriving(teacher).title[0].value == say("classroom.title"), "the teacher has gone on"
    clicked(front, "_room_ask")
    late = arriving(teacher)
    assert late.title[0].value == say("remove_noise.title"), "where the question is"
    assert [toast.value for toast in late.toast] == [say("room.asked_here")]
    late.switch_page(str(ROOT / "pages" / "glossary.py")).run()
    late.run()
    assert late.title[0].value == say("glossary.title"), "once"
    clicked(front, "_room_reveal")
    assert arriving(teacher).title[0].value == say("classroom.title")
    front.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    clicked(front, "_room_bring")
    clicked(front, "_room_ask")
    late = arriving(teacher)
    assert late.title[0].value == say("add_noise.title") and late.session_state["t"] == 310


def test_a_pair_of_the_blind_test_is_the_same_for_all_and_says_its_steps_when_revealed(
    teacher, joined
):
    front = seated(app("how_many_steps", sampler="ddpm", shared_path="false"), teacher)
    clicked(front, "_room_blind")
    pair = blind_of(rooms().view(teacher).ballot.question)
    assert all(walk.shared_path for walk in pair.walks), "else they were two different pictures"
    pupil = seated(app("glossary"), joined())
    clicked(pupil, "_room_vote_left")
    shown = [e.proto.body for e in pupil.get("html") if "nw-frame" in e.proto.body]
    assert all(picture in html(front) for picture in shown[:2])
    assert not any(say("room.steps", n=4) in picture for picture in shown)
    clicked(front, "_room_reveal")
    assert say("room.steps", n=4) in html(front)
    assert COVERED not in html(front)
    clicked(front, "_room_next")
    assert len(rooms().view(teacher).results) == 1 and rooms().view(teacher).answered == 0


def test_the_tab_keeps_the_seat_and_no_link_has_it(teacher, joined):
    seat, at = joined(), app("add_noise")
    assert told(at)["seat"] is None
    seated(at, seat)
    kept = {"code": seat.code, "secret": seat.secret, "teaches": False}
    assert told(at)["seat"] == kept | {"followed": 0, "away": 0}
    label = say("share.screen")
    next(button for button in at.button if button.label == label).click().run()
    links = [code.value for code in at.code if "/add_noise" in code.value]
    assert links and not [text for text in links if seat.code in text or seat.secret in text]
    assert seat.secret not in str(address(at)) and ROOM not in address(at)


@pytest.mark.parametrize(
    "path, is_named",
    [
        *(("/", True), ("/generate?words=cat&t=-5&x=1", True), ("/?t=a", True)),
        *(("/nowhere", False), ("/generate/", False), ("nowhere?t=5", False)),
    ],
)
def test_screens_of_others_are_named_or_left_alone(path, is_named):
    title, shows = name_of(path)
    assert bool(title) == is_named
    assert "x" not in shows
