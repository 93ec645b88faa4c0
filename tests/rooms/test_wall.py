"""The wall of a room: whose posts, which pictures, who takes them off."""

from __future__ import annotations

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
