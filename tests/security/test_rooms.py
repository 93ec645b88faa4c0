"""Rooms and strangers: codes are not guessed, rooms do not leak into each other, nothing grows, no markup gets in."""

from __future__ import annotations

import itertools
import tracemalloc
from contextlib import suppress
from dataclasses import replace

import pytest

from explainer.core.errors import UserError
from explainer.rooms.codes import ALPHABET, new_code
from explainer.rooms.limits import LARGEST_PICTURE, LONGEST_SCREEN, Limits
from explainer.rooms.memory import MOST_PURSES, MemoryStore
from explainer.rooms.protocol import Ballot, GoneError, Seat
from explainer.rooms.shared import SharedRooms
from tests.rooms.conftest import clock, made, redis_url, rooms, webp

__all__ = ["clock", "made", "redis_url", "rooms"]

ATTEMPTS = 10_000
IN_REDIS = 400  # each goes over a connection
MARKUP = ("<script>", "", "red ", "**red**", "[red](x)", "x" * 10**6, "\ud800", "red\n")
COLOUR = Ballot("colour", ("red", "blue"), right="blue")


def outcome(rooms, code, caller):
    """What somebody is told who tries a code."""
    try:
        rooms.join(code, caller)
    except UserError as error:
        return error.sentence.key
    return "in"


def attempts(made):
    return ATTEMPTS if isinstance(made.store, MemoryStore) else IN_REDIS


def guesses(rooms, callers, count):
    return [outcome(rooms, new_code(), caller) for caller in itertools.islice(callers, count)]


def test_one_address_guesses_no_faster_than_is_allowed(rooms, made):
    told = guesses(rooms, itertools.repeat("stranger"), attempts(made))
    assert told.count("rooms.no_room") == Limits().wrong_of_a_caller
    assert told.count("rooms.slower") == attempts(made) - Limits().wrong_of_a_caller


def test_many_addresses_together_do_not_either(rooms, made, clock):
    teacher = rooms.open("school")
    strangers = (f"stranger {i}" for i in itertools.count())
    told = guesses(rooms, strangers, attempts(made))
    assert told.count("rooms.no_room") == Limits().wrong_in_all
    # meanwhile a right code says no more than a wrong one, but the class gets in
    assert outcome(rooms, teacher.code, "another stranger") == "rooms.slower"
    assert outcome(rooms, teacher.code, "school") == "in"
    clock.now += 61
    assert outcome(rooms, teacher.code, "another stranger") == "in"


def test_those_beside_the_teacher_guess_no_other_room(rooms):
    rooms.open("school")
    elsewhere = rooms.open("elsewhere")
    guesses(rooms, (f"stranger {i}" for i in itertools.count()), 200)
    assert outcome(rooms, elsewhere.code, "school") == "rooms.slower"


def test_what_is_no_code_is_not_looked_for(rooms):
    for typed in ("", "*", "B" * 10**6, "../..", "room:BBBBBBBB", "BBBB\x00BBB", ALPHABET):
        assert outcome(rooms, typed, "stranger") == "rooms.no_code"


def test_a_seat_reads_and_changes_nothing_of_another_room(rooms):
    one, other = rooms.open("school"), rooms.open("school")
    pupil, victim = rooms.join(one.code, "school"), rooms.join(other.code, "school")
    rooms.ask(other, COLOUR)
    rooms.vote(victim, "colour", "red")
    rooms.post(victim, "/generate?seed=1")
    before = rooms.view(other)
    foreign = [
        replace(seat, code=other.code, teaches=teaches)
        for seat in (one, pupil)
        for teaches in (True, False)
    ]
    guessed = [Seat(other.code, secret, True) for secret in ("", "0" * 22, "\ud800", "x" * 10**5)]
    claimed = [replace(victim, teaches=True), replace(other, teaches=False)]
    acts = (
        *(rooms.view, rooms.reveal, rooms.go_on, rooms.end),
        *(lambda seat: rooms.ask(seat, COLOUR), lambda seat: rooms.vote(seat, "colour", "blue")),
        *(lambda seat: rooms.look_here(seat, "/"), lambda seat: rooms.post(seat, "/")),
        *(lambda seat: rooms.hide(seat, 1), lambda seat: rooms.take_off(seat, 1), rooms.pictures),
    )
    for seat, act in itertools.product((*foreign, *guessed, *claimed), acts):
        with pytest.raises(GoneError):
            act(seat)
    for seat in (*foreign, *guessed):
        with pytest.raises(GoneError):
            rooms.seat(seat.code, seat.secret)
    assert rooms.view(other) == before


@pytest.mark.parametrize("code", ["", "*", "BBBBBBBB:seen", "bbbbbbbb", "B" * 10**5, "../../etc"])
def test_a_seat_that_a_browser_made_up_is_none(rooms, code):
    for teaches in (True, False):
        with pytest.raises(GoneError):
            rooms.view(Seat(code, "secret", teaches))
    with pytest.raises(GoneError):
        rooms.seat(code, "secret")


@pytest.mark.parametrize(
    "screen",
    [
        *(
            "",
            "generate",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "https://elsewhere.example",
        ),
        *("javascript:alert(1)", "/gradio/", "/healthz", "/../generate", "/generate/../share"),
        *("/generate#x", "/generate?a=<b>", '/generate?a="b"', "/generate?a=b c", "/generate?a=\n"),
        *("/Generate", "/generate\n", "/generate?a='b'", "/generate?x=`1`", "/generate?ä=1"),
        *("/__init__", "/no_such_page", "/generate?room=BBBBBBBB", "/generate?%72oom=BBBBBBBB"),
        *("/generate?" + "a=1&" * 61, "/generate?a=" + "x" * LONGEST_SCREEN),
        *("[x](javascript:alert(1))", "/generate?a=](javascript:alert(1))", "/generate?a={b}"),
    ],
)
def test_only_screens_of_this_app_are_called_to_or_shown(rooms, screen):
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    for act, seat in ((rooms.look_here, teacher), (rooms.post, pupil)):
        with pytest.raises(UserError, match="not a screen"):
            act(seat, screen)
    seen = rooms.view(pupil)
    assert (seen.look_here, seen.wall) == (None, ())


@pytest.mark.parametrize("answer", [*MARKUP, "green", "RED"])
def test_only_what_a_ballot_allows_is_an_answer(rooms, answer):
    teacher = rooms.open("school")
    pupil = rooms.join(teacher.code, "school")
    rooms.ask(teacher, COLOUR)
    with pytest.raises(UserError, match="not one of the answers"):
        rooms.vote(pupil, "colour", answer)
    assert rooms.view(teacher).tally == {}


@pytest.mark.parametrize("text", MARKUP)
def test_what_is_asked_are_names_alone(rooms, text):
    teacher = rooms.open("school")
    for ballot in (Ballot(text, ("red", "blue")), Ballot("colour", ("red", text))):
        with pytest.raises(UserError, match="cannot be asked"):
            rooms.ask(teacher, ballot)


def test_memory_does_not_grow_with_attempts():
    limits = Limits()
    rooms = SharedRooms(MemoryStore(limits), limits)
    teacher = rooms.open("school")
    told = [outcome(rooms, teacher.code, f"address {i}") for i in range(ATTEMPTS)]
    assert told.count("in") == limits.members
    assert {"rooms.full", "rooms.too_fast"} == set(told) - {"in"}
    tracemalloc.start()
    try:
        guesses(rooms, (f"stranger {i}" for i in itertools.count()), ATTEMPTS)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 300_000


def test_pictures_of_all_walls_are_bounded():
    limits = Limits(posts=3, posts_of_a_member=2)
    store = MemoryStore(limits)
    rooms = SharedRooms(store, limits)
    teacher = rooms.open("school")
    pupils = [rooms.join(teacher.code, "school") for _ in range(3)]
    for pupil, i in itertools.product(pupils, range(8)):
        with suppress(UserError):
            rooms.post(pupil, f"/generate?seed={i}", webp(level=10 * i))
            if i % 2:
                rooms.take_off(pupil, rooms.view(pupil).wall[-1].number)
    left = rooms.view(teacher).wall
    assert 0 < len(left) <= limits.posts and all(post.picture for post in left)
    seen = rooms.pictures(teacher)
    assert len(seen) == len(left)
    assert set(store.pictures(teacher.code).values()) == {*seen.values()}, "nothing else is kept"
    most = Limits().rooms * Limits().posts * LARGEST_PICTURE
    assert most < 64 * 10**6


def test_purses_are_bounded_whoever_comes():
    store = MemoryStore(Limits())
    for _ in range(5):
        store.spend("wrong")
    for i in range(2 * MOST_PURSES):
        store.spend(f"somebody {i}")
    assert len(store._purses) <= MOST_PURSES
    assert store.spent("wrong") == 5


def test_rooms_are_bounded_whoever_opens_them(rooms):
    opened = 0
    for i in range(200):
        try:
            rooms.open(f"address {i}")
            opened += 1
        except UserError as error:
            assert error.sentence.key == "rooms.no_more"
    assert opened == Limits().rooms
