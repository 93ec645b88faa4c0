"""The wall of a room: whose posts, which pictures, who takes them off."""

from __future__ import annotations

import pytest

from explainer.core.errors import UserError
from tests.rooms.conftest import webp

SCREEN = "/generate?words=rose&seed=7"


def test_the_wall(room):
    rooms, teacher, one, two = room
    rooms.post(one, SCREEN)
    rooms.post(one, SCREEN)  # once is enough
    rooms.post(two, "/")
    assert [(p.number, p.screen, p.own) for p in rooms.view(one).wall] == [
        (1, SCREEN, True),
        (2, "/", False),
    ]
    rooms.hide(teacher, 1)
    assert [p.number for p in rooms.view(one).wall] == [2]
    assert [p.hidden for p in rooms.view(teacher).wall] == [True, False]
    rooms.hide(teacher, 1, hidden=False)
    assert len(rooms.view(two).wall) == 2


def test_pictures_on_the_wall_are_seen_with_their_posts_and_vanish_with_them(room, made):
    rooms, teacher, one, two = room
    rooms.post(one, SCREEN)
    rooms.post(one, SCREEN, webp(), partial=True)  # in the place of the one without
    rooms.post(one, SCREEN)
    rooms.post(two, "/", webp(level=10))
    rooms.post(two, "/glossary")
    seen = [(p.number, p.picture, p.partial) for p in rooms.view(two).wall]
    assert seen == [(2, True, True), (3, True, False), (4, False, False)]
    assert rooms.pictures(one) == {2: webp(), 3: webp(level=10)}
    rooms.hide(teacher, 3)
    assert rooms.pictures(one) == {2: webp()} and len(rooms.pictures(teacher)) == 2
    rooms.take_off(two, 2)  # another's
    assert len(rooms.view(teacher).wall) == 3
    rooms.take_off(one, 2)
    assert [p.number for p in rooms.view(teacher).wall] == [3, 4]
    assert list(made.store.pictures(teacher.code).values()) == [webp(level=10)]
    rooms.end(teacher)
    assert rooms.pictures(two) == {} == made.store.pictures(teacher.code)


def test_posts_stay_of_who_has_closed_the_tab_and_of_who_leaves(room, clock):
    rooms, teacher, one, two = room
    rooms.post(one, SCREEN, webp())
    rooms.post(two, "/", webp())
    rooms.leave(one)
    clock.now += 120
    again = rooms.join(teacher.code, "phone")
    assert [p.number for p in rooms.view(again).wall] == [1, 2]
    assert len(rooms.pictures(again)) == 2


def test_what_the_teacher_has_hidden_stays_hidden_with_a_picture(room):
    rooms, teacher, one, _ = room
    rooms.post(one, SCREEN)
    rooms.hide(teacher, 1)
    rooms.post(one, SCREEN, webp())
    assert [(p.number, p.hidden, p.picture) for p in rooms.view(teacher).wall] == [(2, True, True)]
    assert rooms.view(one).wall == ()


def test_hidden_posts_make_room_the_oldest_first(made):
    rooms = made(posts=3, posts_of_a_member=2)
    teacher = rooms.open("school")
    one, two = (rooms.join(teacher.code, "school") for _ in range(2))

    def wall():
        return [p.number for p in rooms.view(teacher).wall]

    for seat, screen in ((one, "/"), (two, "/"), (one, "/generate")):
        rooms.post(seat, screen, webp(level=len(screen)))
    with pytest.raises(UserError, match="2"):
        rooms.post(one, "/glossary")
    with pytest.raises(UserError):
        rooms.post(two, "/glossary")
    rooms.hide(teacher, 2)
    with pytest.raises(UserError):
        rooms.post(one, "/glossary")  # the hidden one is another's
    rooms.hide(teacher, 3)
    rooms.hide(teacher, 1)
    rooms.post(one, "/glossary")
    assert wall() == [2, 3, 4]
    rooms.post(two, "/glossary")
    assert wall() == [3, 4, 5]
    assert set(rooms.pictures(teacher)) == {3}
    assert len(made.store.pictures(teacher.code)) == 1, "and their pictures go with them"
