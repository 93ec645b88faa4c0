"""The bar while a class is asked: what it covers, that it stays in sight, that nothing is asked twice."""

from dataclasses import replace

import streamlit as st

from explainer.rooms import rooms
from explainer.rooms.limits import Limits
from explainer.rooms.protocol import Ballot
from explainer.ui.language import say
from explainer.ui.seat import given_back
from explainer.ui.sections.room_cover import ASKED_ONCE, COVERED, COVERS, STAYS
from explainer.ui.sections.room_question import SHOW_BARS
from tests.pages.conftest import NOBODY
from tests.pages.opening import ROOT, app, everything, html
from tests.pages.test_classroom import BARS, clicked, keys, said, seated, told


def captions(at):
    return [caption.value for caption in at.caption]


def test_a_question_is_answered_where_pupils_are_and_held_back_until_it_is_revealed(
    teacher, joined
):
    front = seated(app("remove_noise"), teacher)
    one, two = (seated(app("remove_noise"), joined()) for _ in range(2))
    clicked(front, "_room_ask")
    assert rooms().view(teacher).ballot.right in {"blur", "one", "many"}, "it is on the screen"
    one.run()
    two.run()
    for pupil, answer in ((one, "blur"), (two, "many")):
        assert COVERED in html(pupil) and say("room.opens") in captions(pupil)
        clicked(pupil, f"_room_vote_{answer}")
        assert COVERED not in html(pupil) and say("room.opens") not in captions(pupil)
        assert ASKED_ONCE in html(pupil), "the page does not ask the same once more"
    assert rooms().view(teacher).tally == {"blur": 1, "many": 1}
    for pupil in (one, two):
        pupil.run()
        assert say("room.held_back") in said(pupil)
        assert "dB" not in said(pupil).split(say("room.held_back"))[0]
        assert BARS not in html(pupil) and "_room_reveal" not in keys(pupil)
    clicked(front, "_room_reveal")
    two.run()
    right = rooms().view(teacher).ballot.right
    count = rooms().view(teacher).tally.get(right, 0)
    found = say("room.right", right=count)
    assert found in said(two) and found in said(front)
    assert BARS in html(two) and say("room.held_back") not in said(two)
    assert say("bridge.remove_noise.many") in said(two)
    assert STAYS in html(two) and ASKED_ONCE in html(two)
    assert guess_at_front(front) is None, "nobody has guessed for the teacher"
    assert "dB" in said(front), "the teacher's page answers what was said most"
    assert say("room.to_some") in said(front), "two answers, one each"
    desk = seated(app("classroom"), teacher)
    clicked(desk, "_room_away")
    assert say("classroom.results", n=1) in [e.label for e in desk.expander]
    clicked(two, "_room_away")
    assert (
        STAYS not in html(two) and BARS not in html(two) and say("room.revealed") not in html(two)
    )


def guess_at_front(at):
    return at.session_state["_guesses"].get("remove_noise")


def test_the_teachers_own_guess_stays_and_what_the_class_said_is_told_beside_it(teacher, joined):
    front = seated(app("remove_noise"), teacher)
    clicked(front, "_guess_remove_noise_one")
    seats = [joined() for _ in range(3)]
    clicked(front, "_room_ask")
    for pupil, answer in zip(seats, ("blur", "many", "many"), strict=True):
        rooms().vote(pupil, "remove_noise", answer)
    front.run()
    assert say("room.to_most") not in said(front)
    clicked(front, "_room_reveal")
    assert guess_at_front(front) == "one"
    own, of_class = (said(front).count(say(f"bridge.remove_noise.{a}")) for a in ("one", "many"))
    assert own and of_class and f"{say('room.to_most')} " in said(front)
    rooms().ask(teacher, Ballot("add_noise", low=0, high=1000))
    front.run()
    assert say("room.to_most") in said(front), "after the next question, too"
    pupil = seated(app("remove_noise"), seats[0])
    assert say("room.to_most") not in said(pupil) and pupil.session_state["_guesses"] == {}
    rooms().vote(seats[0], "add_noise", "600")
    rooms().reveal(teacher)
    assert say("room.to_middle") in said(seated(app("add_noise"), teacher))


def test_a_result_is_a_line_on_other_pages_and_a_vote_outlives_a_reload(teacher, joined):
    front, seat = seated(app("how_many_steps"), teacher), joined()
    elsewhere = seated(app("glossary"), seat)
    clicked(front, "_room_ask")
    elsewhere.run()
    assert COVERED not in html(elsewhere) and STAYS in html(elsewhere)
    clicked(elsewhere, "_room_vote_twins")
    again = seated(app("how_many_steps"), seat)  # the server has forgotten the visit
    assert say("room.held_back") in said(again) and COVERED not in html(again)
    clicked(front, "_room_reveal")
    elsewhere.run()
    assert [e for e in elsewhere.expander if say("bridge.how_many_steps.question") in e.label]
    assert STAYS not in html(elsewhere)
    rooms().ask(teacher, Ballot("remove_noise", ("blur", "many")))
    late = seated(app("remove_noise"), joined())
    rooms().reveal(teacher)
    late.run()
    assert ASKED_ONCE in html(late), "after a missed reveal the page takes no guess"


def test_the_teachers_page_can_wait_for_the_reveal_and_the_front_reads_the_options(teacher):
    front = seated(app("remove_noise", present="true"), teacher)
    clicked(front, "_room_ask")
    assert COVERED not in html(front) and BARS not in html(front)
    assert f" · {say('bridge.remove_noise.one')} · " in html(front)
    front.toggle(key=COVERS).set_value(True).run()
    assert COVERED in html(front)
    clicked(front, "_room_reveal")
    assert COVERED not in html(front) and COVERS not in [toggle.key for toggle in front.toggle]


def test_bars_that_were_turned_off_stay_off_at_the_next_question(teacher):
    front = seated(app("remove_noise"), teacher)
    clicked(front, "_room_ask")
    assert BARS in html(front)
    front.toggle(key=SHOW_BARS).set_value(False).run()
    assert BARS not in html(front)
    clicked(front, "_room_reveal")
    assert BARS in html(front) and SHOW_BARS not in [toggle.key for toggle in front.toggle]
    rooms().ask(teacher, Ballot("add_noise", low=0, high=1000))
    assert BARS not in html(front.run()) and not front.toggle(key=SHOW_BARS).value


def test_those_who_have_gone_are_not_brought_along(teacher, joined, monkeypatch):
    rooms().ask(teacher, Ballot("remove_noise", ("blur", "many")))
    rooms().vote(joined(), "remove_noise", "blur")
    front = seated(app("add_noise"), teacher)
    monkeypatch.setattr(rooms(), "_limits", replace(Limits(), present=0.0))  # all tabs are closed
    clicked(front.run(), "_room_bring")
    assert rooms().view(teacher).members == 1, "a vote still counts"
    assert [toast.value for toast in front.toast] == [say("room.brought", n=0)]


def test_a_teacher_covers_pages_before_asking_and_for_as_long_as_it_is_wanted(teacher):
    front = seated(app("remove_noise"), teacher)
    assert COVERED not in html(front)
    front.toggle(key=COVERS).set_value(True).run()
    assert COVERED in html(front), "nothing is asked yet"
    front.switch_page(str(ROOT / "pages" / "glossary.py")).run()
    assert COVERED not in html(front), "it asks nothing"
    front.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert COVERED in html(front), "it was not turned off"
    front.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    clicked(front, "_room_ask")
    clicked(front, "_room_reveal")
    rooms().ask(teacher, Ballot("add_noise", low=0, high=1000))
    front.run()
    assert COVERED not in html(front), "its answer is known"


def test_a_result_that_was_put_away_stays_away(teacher, joined, monkeypatch):
    seat = joined()
    rooms().ask(teacher, Ballot("remove_noise", ("blur", "many")))
    rooms().reveal(teacher)
    pupil = seated(app("remove_noise"), seat)
    clicked(pupil, "_room_away")
    kept = told(pupil)["seat"]
    assert kept["away"] == 1
    with monkeypatch.context() as patch:  # what the tab tells a server that has forgotten
        patch.setattr(st, "session_state", {})
        given_back(kept)
        forgotten = dict(st.session_state)
    again = app("remove_noise")
    for key, value in forgotten.items():
        again.session_state[key] = value
    assert BARS not in html(again.run())
    rooms().ask(teacher, Ballot("remove_noise", ("blur", "many")))
    rooms().reveal(teacher)
    assert BARS in html(again.run())
    rooms().look_here(teacher, "/remove_noise?t=300")
    assert BARS not in html(again.run()), "the class goes on"


def test_a_guess_may_change_until_the_page_that_it_is_about_lies_open(teacher, joined):
    seat = joined()
    rooms().ask(teacher, Ballot("remove_noise", ("blur", "one", "many"), right="many"))
    elsewhere = seated(app("add_noise"), seat)
    place = say("room.about", page=say("remove_noise.title"))
    assert place in everything(elsewhere), "where it is about, one click away"
    for answer in ("one", "blur"):
        clicked(elsewhere, f"_room_vote_{answer}")
        mine = say(f"bridge.remove_noise.{answer}")
        assert say("room.you_said", answer=mine) in " ".join(captions(elsewhere))
    there = seated(app("remove_noise"), seat)
    assert COVERED not in html(there) and place not in everything(there)
    assert say("room.you_said_and_saw", answer=mine) in " ".join(captions(there))
    assert there.button(key="_room_vote_many").disabled
    assert not there.button(key="_room_vote_blur").disabled, "it is marked, not greyed"
    rooms().ask(teacher, Ballot("add_noise", low=0, high=1000))
    there.run()
    assert not there.button(key="_room_vote").disabled, "the next question is open to all"


def test_what_was_answered_in_one_room_locks_nothing_in_the_next(teacher, joined):
    asked = Ballot("remove_noise", ("blur", "one", "many"))
    rooms().ask(teacher, asked)
    at = seated(app("remove_noise"), joined())
    clicked(at, "_room_vote_blur")
    assert at.button(key="_room_vote_many").disabled, "the page lies open"
    other = rooms().open(NOBODY)
    rooms().ask(other, asked)
    seated(at, rooms().join(other.code, NOBODY))
    assert not at.button(key="_room_vote_many").disabled
    clicked(at, "_room_vote_many")
    assert rooms().view(other).tally == {"many": 1}
    assert at.button(key="_room_vote_blur").disabled
    rooms().end(other)
