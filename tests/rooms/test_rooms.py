"""A room from its opening to its end: who sees what, and what each may do."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from explainer.core.errors import UserError
from explainer.rooms.limits import Limits
from explainer.rooms.protocol import Ballot, GoneError, Seat
from tests.server.loop import finished

COLOUR = Ballot("start.colour", ("red", "blue"), right="blue")
NUMBER = Ballot("start.number", low=1, high=1000)
SCREEN = "/generate?words=rose&seed=7"


def test_a_class_votes(room):
    rooms, teacher, one, two = room
    assert rooms.view(teacher).members == 2
    rooms.ask(teacher, COLOUR)
    rooms.vote(one, COLOUR.question, "red")
    rooms.vote(two, COLOUR.question, "red")
    rooms.vote(one, COLOUR.question, "blue")  # a change of mind counts once
    seen = rooms.view(teacher)
    assert (seen.answered, seen.tally, seen.ballot) == (2, {"red": 1, "blue": 1}, COLOUR)
    rooms.reveal(teacher)
    with pytest.raises(UserError, match="closed"):
        rooms.vote(two, COLOUR.question, "blue")
    rooms.ask(teacher, NUMBER)
    seen = rooms.view(teacher)
    assert [(r.ballot, r.tally, r.revealed) for r in seen.results] == [
        (COLOUR, {"red": 1, "blue": 1}, True)
    ]
    assert (seen.asked, seen.ballot, seen.answered) == (2, NUMBER, 0)


def test_a_pupil_sees_nothing_of_the_others_before_the_reveal(room):
    rooms, teacher, one, two = room
    rooms.ask(teacher, COLOUR)
    rooms.vote(two, COLOUR.question, "red")
    seen = rooms.view(one)
    assert seen.ballot == replace(COLOUR, right=None)
    assert (seen.tally, seen.vote, seen.revealed, seen.answered) == ({}, None, False, 1)
    assert rooms.view(two).vote == "red"
    rooms.reveal(teacher)
    seen = rooms.view(one)
    assert (seen.ballot, seen.tally, seen.vote) == (COLOUR, {"red": 1}, None)
    rooms.ask(teacher, NUMBER)
    assert rooms.view(one).results == ()


def test_what_is_the_teachers_is_not_for_pupils(room):
    rooms, teacher, one, _ = room
    rooms.ask(teacher, COLOUR)
    claimed = replace(one, teaches=True)
    for forbidden in (
        *(lambda seat: rooms.ask(seat, NUMBER), rooms.reveal, rooms.end),
        *(lambda seat: rooms.look_here(seat, SCREEN), lambda seat: rooms.hide(seat, 1)),
        rooms.go_on,
    ):
        with pytest.raises(UserError):
            forbidden(one)
        with pytest.raises(GoneError):
            forbidden(claimed)
    with pytest.raises(UserError):
        rooms.vote(teacher, COLOUR.question, "red")
    assert not rooms.view(one).revealed


def test_look_here(room):
    rooms, teacher, one, _ = room
    assert rooms.view(one).look_here is None
    rooms.look_here(teacher, SCREEN)
    rooms.look_here(teacher, SCREEN)
    seen = rooms.view(one).look_here
    assert (seen.number, seen.screen) == (2, SCREEN)
    late = rooms.join(teacher.code, "school")
    assert rooms.view(late).look_here == seen
    rooms.ask(teacher, Ballot("generate", low=0, high=100))
    assert rooms.view(late).look_here == replace(seen, past=True)
    for act in (rooms.go_on, rooms.reveal):
        rooms.look_here(teacher, SCREEN)
        assert not rooms.view(one).look_here.past
        version = rooms.view(one).version
        act(teacher)
        assert rooms.view(one).look_here.past
        assert (rooms.view(one).version > version) == (act == rooms.reveal), "nobody is woken"


def test_who_comes_back_is_the_same(room):
    rooms, teacher, one, _ = room
    rooms.ask(teacher, COLOUR)
    rooms.vote(one, COLOUR.question, "red")
    again = Seat(one.code, one.secret, teaches=False)
    assert rooms.view(again).vote == "red"
    assert rooms.view(Seat(teacher.code, teacher.secret, teaches=True)).members == 2


def test_who_leaves_takes_an_open_vote_along(room):
    rooms, teacher, one, two = room
    rooms.ask(teacher, COLOUR)
    rooms.vote(one, COLOUR.question, "red")
    rooms.leave(one)
    seen = rooms.view(teacher)
    assert (seen.members, seen.answered) == (1, 0)
    with pytest.raises(GoneError):
        rooms.view(one)
    rooms.leave(teacher)
    assert not rooms.view(two).ended


def test_the_end_is_told_and_then_forgotten(room, clock, made):
    rooms, teacher, one, _ = room
    rooms.post(one, SCREEN)
    rooms.end(teacher)
    seen = rooms.view(one)
    assert (seen.ended, seen.wall) == (True, ())
    with pytest.raises(UserError, match="ended"):
        rooms.join(teacher.code, "school")
    with pytest.raises(GoneError, match="ended"):
        rooms.post(one, SCREEN)
    clock.now += Limits().afterwards - 1
    assert rooms.view(one).ended
    clock.now += 2
    with pytest.raises(GoneError):
        rooms.view(one)
    with pytest.raises(UserError, match="no room with this code"):
        rooms.join(teacher.code, "school")


def test_a_room_ends_without_its_teacher_and_after_its_lifetime(made, clock):
    rooms = made(absence=100.0, lifetime=250.0)
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    for _ in range(2):
        clock.now += 90
        rooms.view(teacher)
    clock.now += 75  # the teacher was here 75 seconds ago, but 255 have gone
    with pytest.raises(GoneError):
        rooms.view(pupil)
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    clock.now += 90
    rooms.view(pupil)
    clock.now += 15  # a pupil's sign of life is not the teacher's
    with pytest.raises(GoneError):
        rooms.view(pupil)


def test_who_gives_no_sign_of_life_is_not_counted_until_they_do(made, clock):
    rooms = made(present=60.0)
    teacher = rooms.open("school")
    one, two = (rooms.join(teacher.code, "school") for _ in range(2))
    clock.now += 61
    rooms.view(one)
    assert rooms.view(teacher).members == 1
    rooms.view(two)
    assert rooms.view(teacher).members == 2


def test_the_teacher_hears_within_half_a_minute_of_who_closed_the_tab(made, clock):
    limits = Limits()
    assert limits.present + limits.beat <= 30 and limits.beat < limits.present / 2
    rooms = made(beat=0.05)
    teacher = rooms.open("school")
    stays, goes = (rooms.join(teacher.code, "school") for _ in range(2))
    rooms.ask(teacher, COLOUR)
    rooms.vote(stays, COLOUR.question, "red")

    async def lesson():
        seen = await rooms.changed(teacher, 0, 30)
        news = asyncio.create_task(rooms.changed(teacher, seen, 30))
        waiting = asyncio.create_task(rooms.changed(stays, rooms.view(stays).version, 30))
        await asyncio.sleep(0.2)
        assert not news.done()
        for _ in range(2):  # whoever only waits gives signs of life meanwhile
            clock.now += limits.present / 2 + 1
            await asyncio.sleep(0.2)
        await asyncio.wait_for(news, 10)
        waiting.cancel()

    finished(lesson())
    seen = rooms.view(teacher)
    assert (seen.here, seen.answered, seen.members) == (1, 1, 1)
    rooms.view(goes)  # and comes back
    assert rooms.view(teacher).here == 2


def test_pupils_are_not_woken_by_what_they_cannot_see(room):
    rooms, teacher, one, two = room
    rooms.ask(teacher, COLOUR)
    before = rooms.view(one).version, rooms.view(teacher).version
    rooms.vote(two, COLOUR.question, "red")
    rooms.join(teacher.code, "school")
    assert rooms.view(one).version == before[0]
    assert rooms.view(teacher).version > before[1]
    rooms.reveal(teacher)
    assert rooms.view(one).version > before[0]


def test_every_vote_of_a_class_at_once_counts_once(made):
    rooms = made()
    teacher = rooms.open("school")
    seats = [rooms.join(teacher.code, "school") for _ in range(30)]
    rooms.ask(teacher, NUMBER)

    def vote(i):
        for answer in (i + 100, i + 1):
            rooms.vote(seats[i], NUMBER.question, str(answer))

    threads = [threading.Thread(target=vote, args=(i,)) for i in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rooms.view(teacher).tally == {str(i + 1): 1 for i in range(30)}
