"""How much, and how fast: every bound holds, and says so in a sentence."""

from __future__ import annotations

import pytest

from explainer.core.errors import UserError
from explainer.rooms.limits import LARGEST_PICTURE, LONGEST_NAME, LONGEST_SCREEN, PICTURE_SIDE
from explainer.rooms.protocol import Ballot
from tests.rooms.conftest import webp

COLOUR = Ballot("colour", ("red", "blue"))


def test_rooms_are_few_in_all_and_from_one_address(made, clock):
    rooms = made(rooms=3, rooms_of_a_caller=2, absence=50.0)
    first = rooms.open("school")
    rooms.open("school")
    with pytest.raises(UserError, match="No further room"):
        rooms.open("school")
    rooms.open("elsewhere")
    with pytest.raises(UserError, match="No further room"):
        rooms.open("a third address")
    clock.now += 40
    rooms.view(first)
    clock.now += 20  # the others' teachers have gone
    rooms.open("a third address")
    rooms.view(first)


def test_an_ended_room_makes_way_for_another(made, clock):
    rooms = made(rooms=1, afterwards=10.0)
    rooms.end(rooms.open("school"))
    clock.now += 11
    rooms.open("school")


def test_a_full_room_takes_the_place_of_who_has_gone_and_has_not_voted(made, clock):
    rooms = made(members=2, present=60.0)
    teacher = rooms.open("school")
    gone, voter = (rooms.join(teacher.code, "school") for _ in range(2))
    with pytest.raises(UserError, match="full: 2"):
        rooms.join(teacher.code, "school")
    rooms.ask(teacher, COLOUR)
    rooms.vote(voter, "colour", "red")
    clock.now += 61
    rooms.join(teacher.code, "school")
    with pytest.raises(UserError):
        rooms.view(gone)
    assert rooms.view(voter).vote == "red"


def test_the_wall_has_an_end(made):
    rooms = made(posts=3, posts_of_a_member=2)
    teacher = rooms.open("school")
    one, two = (rooms.join(teacher.code, "school") for _ in range(2))
    for seat, seed in ((one, 1), (one, 2), (two, 3)):
        rooms.post(seat, f"/generate?seed={seed}")
    for seat in (one, two):
        with pytest.raises(UserError, match="2 screens"):
            rooms.post(seat, "/generate?seed=4")
    assert len(rooms.view(teacher).wall) == 3


@pytest.mark.parametrize(
    "picture",
    [
        *(b"\x89PNG\r\n\x1a\n", b"<svg onload=alert(1)>", b"RIFF\0\0\0\0WEBPVP8 ", webp()[:30]),
        *(webp(PICTURE_SIDE + 1), webp() + b"x" * LARGEST_PICTURE),
    ],
)
def test_a_picture_on_the_wall_is_a_small_webp(rooms, picture):
    teacher = rooms.open("school")
    with pytest.raises(UserError, match="not a small picture"):
        rooms.post(teacher, "/", picture)
    assert rooms.view(teacher).wall == () and rooms.pictures(teacher) == {}
    rooms.post(teacher, "/", webp(PICTURE_SIDE))


def test_results_of_the_last_questions_are_kept(made):
    rooms = made(questions=2)
    teacher = rooms.open("school")
    for i in range(5):
        rooms.ask(teacher, Ballot(f"question.{i}", ("red", "blue")))
    assert [r.ballot.question for r in rooms.view(teacher).results] == ["question.2", "question.3"]


def test_nobody_acts_faster_than_a_person(made, clock):
    rooms = made(acts=5)
    teacher = rooms.open("school")
    pupil, other = (rooms.join(teacher.code, "school") for _ in range(2))
    rooms.ask(teacher, COLOUR)
    for i in range(5):
        rooms.vote(pupil, "colour", COLOUR.choices[i % 2])
    with pytest.raises(UserError, match="too fast"):
        rooms.vote(pupil, "colour", "blue")
    assert rooms.view(pupil).vote == "red"
    rooms.vote(other, "colour", "blue")
    clock.now += 61
    rooms.vote(pupil, "colour", "blue")


@pytest.mark.parametrize(
    "ballot",
    [
        Ballot("colour", ("red",)),
        Ballot("colour", ("red", "red")),
        Ballot("colour", tuple(f"c{i}" for i in range(13))),
        Ballot("", ("red", "blue")),
        Ballot("a question?", ("red", "blue")),
        Ballot("q" * (LONGEST_NAME + 1), ("red", "blue")),
        Ballot("colour", ("<b>", "blue")),
        Ballot("colour", ("red", "blue"), right="green"),
        Ballot("number", low=3, high=3),
        Ballot("number", low=0, high=10**10),
        Ballot("number", low=0, high=10, right="11"),
    ],
)
def test_what_cannot_be_asked(rooms, ballot):
    teacher = rooms.open("school")
    with pytest.raises(UserError, match="cannot be asked"):
        rooms.ask(teacher, ballot)
    assert rooms.view(teacher).ballot is None


@pytest.mark.parametrize(
    "answer", ["", "0", "11", "1.5", " 5", "05", "+5", "５", "5\n", "9" * 5000]
)
def test_what_is_no_answer(rooms, answer):
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    rooms.ask(teacher, Ballot("number", low=1, high=10))
    with pytest.raises(UserError, match="not one of the answers"):
        rooms.vote(pupil, "number", answer)
    with pytest.raises(UserError, match="closed"):
        rooms.vote(pupil, "another", "5")
    rooms.vote(pupil, "number", "5")
    assert rooms.view(teacher).tally == {"5": 1}


def test_a_screen_has_a_longest(rooms):
    teacher = rooms.open("school")
    screen = "/generate?words="
    rooms.look_here(teacher, screen + "x" * (LONGEST_SCREEN - len(screen)))
    with pytest.raises(UserError):
        rooms.look_here(teacher, screen + "x" * (LONGEST_SCREEN - len(screen) + 1))
