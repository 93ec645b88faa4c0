"""While rooms cannot be reached, or nobody can compute a pair: that is a sentence, and every page goes on."""

from __future__ import annotations

import pytest

from explainer.core.errors import UserError
from explainer.rooms import rooms
from explainer.strings import Sentence
from explainer.ui import cached_class
from explainer.ui.language import say
from tests.pages.conftest import NOBODY
from tests.pages.opening import app, errors
from tests.pages.test_classroom import SEAT, clicked, keys, seated, told

PLAYED = [("add_noise", True), ("add_noise", False), ("classroom", True), ("classroom", False)]


def refuse(*args):
    raise UserError(Sentence("rooms.unreachable"))


class Away:
    """A store that cannot be reached."""

    def __getattr__(self, name):
        return refuse


@pytest.fixture
def away(monkeypatch):
    """Takes the store of all rooms away, and brings it back."""
    store = rooms()._store

    def change(gone):
        monkeypatch.setattr(rooms(), "_store", Away() if gone else store)

    yield change
    change(False)


def warnings(at):
    return [warning.value for warning in at.warning]


def says_so(at, page):
    assert warnings(at) == [say("rooms.unreachable")]
    assert not errors(at) and not at.exception
    assert at.title[0].value == say(f"{page}.title")
    assert at.sidebar.selectbox, "the page is drawn to its end"
    assert told(at)["seat"], "and the seat is kept"
    return at


@pytest.mark.parametrize("page, teaches", PLAYED)
def test_a_page_goes_on_without_rooms_and_says_so_until_they_are_back(
    teacher, joined, away, page, teaches
):
    at = seated(app(page), teacher if teaches else joined())
    heard = told(at)["version"]
    assert heard and not at.warning
    away(True)
    says_so(at.run(), page)
    assert told(at)["version"] == 0, "the browser is to ask for whatever comes"
    away(False)
    assert not at.run().warning and told(at)["version"] == heard


@pytest.mark.parametrize("page, teaches", PLAYED)
def test_so_does_one_whose_room_was_never_seen(teacher, joined, away, page, teaches):
    seat = teacher if teaches else joined()
    away(True)
    at = says_so(seated(app(page), seat), page)
    assert "_room_open" not in keys(at), "nobody is offered another seat"
    away(False)
    assert not at.run().warning and told(at)["version"]


def test_what_is_done_without_rooms_is_a_sentence_too(teacher, joined, away):
    front, pupil = seated(app("remove_noise"), teacher), seated(app("remove_noise"), joined())
    away(True)
    for key in ("_room_ask", "_room_bring"):
        says_so(clicked(front, key), "remove_noise")
    away(False)
    clicked(front.run(), "_room_ask")
    pupil.run()
    away(True)
    says_so(clicked(front, "_room_reveal"), "remove_noise")
    says_so(clicked(pupil, "_room_vote_blur"), "remove_noise")


@pytest.mark.parametrize("page, key", [("classroom", "_room_end"), ("add_noise", "_room_leave")])
def test_who_could_not_leave_or_end_the_room_still_has_the_seat(away, page, key):
    seat = rooms().open(NOBODY)
    at = seated(app(page), seat if page == "classroom" else rooms().join(seat.code, NOBODY))
    away(True)
    clicked(at, key)
    assert SEAT in at.session_state and not at.info
    says_so(at, page)
    away(False)
    clicked(at, key)
    assert SEAT not in at.session_state


def test_a_pair_waits_until_somebody_can_compute_it(teacher, joined, monkeypatch):
    def busy(blind):
        raise UserError(Sentence("error.busy"))

    front = seated(app("how_many_steps"), teacher)
    with monkeypatch.context() as patch:
        patch.setattr(cached_class, "blind_pair", busy)
        clicked(front, "_room_blind")
        assert warnings(front) == [say("error.busy")] and not errors(front)
        assert rooms().view(teacher).ballot is None
    front.run()
    assert rooms().view(teacher).ballot and not front.warning
    seat = joined()
    with monkeypatch.context() as patch:
        patch.setattr(cached_class, "blind_pair", busy)
        pupil = seated(app("glossary"), seat)
        assert warnings(pupil) == [say("error.busy")] and not errors(pupil)
        assert "_room_vote_left" in keys(pupil), "and the class can still answer"


def test_a_pair_that_waits_is_not_asked_after_another_question_or_in_another_room(
    teacher, monkeypatch
):
    front = seated(app("how_many_steps"), teacher)
    with monkeypatch.context() as patch:
        patch.setattr(cached_class, "blind_pair", lambda blind: refuse())
        clicked(front, "_room_blind")
        clicked(front, "_room_ask")
    front.run()
    assert rooms().view(teacher).ballot.question == "how_many_steps"
    assert rooms().view(teacher).results == ()
    with monkeypatch.context() as patch:
        patch.setattr(cached_class, "blind_pair", lambda blind: refuse())
        clicked(front, "_room_blind")
    other = rooms().open(NOBODY)
    seated(front, other)
    assert rooms().view(other).ballot is None
    rooms().end(other)
