"""Rooms, wherever they are kept: who may do what, how fast, and what becomes of it."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b

from explainer.core.errors import UserError
from explainer.rooms import room as rules
from explainer.rooms.checks import picture_checked
from explainer.rooms.codes import new_code, read_code
from explainer.rooms.limits import Limits
from explainer.rooms.protocol import Ballot, Rooms, Seat, View
from explainer.rooms.room import Posted, Room
from explainer.rooms.seen import view_of
from explainer.rooms.store import NO_PICTURES, Added, Store
from explainer.strings import Sentence

IN_ALL = "wrong"  # the purse of all wrong codes


class SharedRooms(Rooms):
    """Rooms in a store, which may be shared by several processes."""

    def __init__(
        self, store: Store, limits: Limits, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._limits, self._clock = store, limits, clock
        self._trying = threading.Lock()

    def open(self, caller: str) -> Seat:
        where, secret = rules.name_of(caller), secrets.token_urlsafe(16)
        while True:
            room = Room(new_code(), rules.name_of(secret), where, self._clock())
            added = self._store.add(room)
            if added is Added.YES:
                return Seat(room.code, secret, teaches=True)
            if added is not Added.TAKEN:
                raise UserError(Sentence("rooms.no_more"))

    def join(self, code: str, caller: str) -> Seat:
        typed = read_code(code)
        if typed is None:
            raise UserError(Sentence("rooms.no_code"))
        # one at a time, so that nobody tries many before they are counted
        with self._trying:
            self._find(typed, rules.name_of(caller))
        if self._store.spend(f"join {typed}") > self._limits.joins:
            raise UserError(Sentence("rooms.too_fast"))
        secret = secrets.token_urlsafe(16)
        name, present = rules.name_of(secret), self._present(typed)
        self._store.change(typed, lambda room: rules.joined(room, name, present, self._limits))
        seat = Seat(typed, secret, teaches=False)
        self._here(seat)
        return seat

    def seat(self, code: str, secret: str) -> Seat:
        room = self._read(code)
        teaches = room is not None and rules.name_of(secret) == room.teacher
        seat = Seat(code, secret, teaches)
        rules.member(room, seat)
        return seat

    def view(self, seat: Seat) -> View:
        room, name = self._here(seat)
        return view_of(room, name, seat, self._present(seat.code))

    def ask(self, teacher: Seat, ballot: Ballot) -> None:
        self._act(teacher, True, lambda room, _: rules.with_question(room, ballot, self._limits))

    def vote(self, seat: Seat, question: str, answer: str) -> None:
        self._act(seat, False, lambda room, name: rules.with_vote(room, name, question, answer))

    def reveal(self, teacher: Seat) -> None:
        self._act(teacher, True, lambda room, _: rules.revealed(room))

    def look_here(self, teacher: Seat, screen: str) -> None:
        self._act(teacher, True, lambda room, _: rules.looking(room, screen))

    def go_on(self, teacher: Seat) -> None:
        self._act(teacher, True, lambda room, _: rules.gone_on(room))

    def post(self, seat: Seat, screen: str, picture: bytes = b"", partial: bool = False) -> None:
        pictures = {_name_of(picture): picture_checked(picture)} if picture else {}

        def act(room: Room, name: str) -> Room:
            new = Posted(0, name, screen, picture="".join(pictures), partial=partial)
            return rules.with_post(room, new, self._limits)

        self._act(seat, seat.teaches, act, pictures)

    def pictures(self, seat: Seat) -> Mapping[int, bytes]:
        room, _ = self._here(seat)
        there = self._store.pictures(seat.code)
        posts = (post for post in room.posts if seat.teaches or not post.hidden)
        return {post.number: there[post.picture] for post in posts if post.picture in there}

    def take_off(self, seat: Seat, number: int) -> None:
        self._act(seat, seat.teaches, lambda room, name: rules.without_post(room, name, number))

    def hide(self, teacher: Seat, number: int, hidden: bool = True) -> None:
        self._act(teacher, True, lambda room, _: rules.with_hidden(room, number, hidden))

    def leave(self, seat: Seat) -> None:
        if not seat.teaches:
            self._act(seat, False, rules.left)

    def end(self, teacher: Seat) -> None:
        self._act(teacher, True, lambda room, _: rules.over(room, self._clock()))

    async def changed(self, seat: Seat, seen: int, seconds: float) -> int:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        with self._store.waiters.waiting(seat) as event:
            while True:
                event.clear()
                room = await asyncio.to_thread(self._heard, seat)
                version, left = room.version_for(seat), end - loop.time()
                if version != seen or left <= 0:
                    return version
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), min(left, self._limits.beat))

    def _read(self, code: str) -> Room | None:
        """The room, if this can be a code: what a browser says of its seat is anything at first."""
        return self._store.read(code) if read_code(code) == code else None

    def _here(self, seat: Seat) -> tuple[Room, str]:
        """The room of a seat and the name of its member, who gives a sign of life."""
        room = self._read(seat.code)
        name = rules.member(room, seat)
        assert room is not None
        self._store.sign_of_life(room, name)
        return room, name

    def _heard(self, seat: Seat) -> Room:
        """The room of a seat that waits; its teacher counts who is there meanwhile."""
        room, _ = self._here(seat)
        if not seat.teaches or room.ended is not None:
            return room
        here = len(self._present(seat.code) & set(room.members))
        if here != room.here:
            self._store.change(seat.code, lambda room: rules.counted(room, here))
            room = self._read(seat.code) or room
        return room

    def _act(
        self,
        seat: Seat,
        as_teacher: bool,
        act: Callable[[Room, str], Room],
        pictures: Mapping[str, bytes] = NO_PICTURES,
    ) -> None:
        _, name = self._here(seat)
        if self._store.spend(f"act {name}") > self._limits.acts:
            raise UserError(Sentence("rooms.too_fast"))
        self._store.change(
            seat.code, lambda room: act(room, rules.acting(room, seat, as_teacher)), pictures
        )

    def _present(self, code: str) -> set[str]:
        since = self._clock() - self._limits.present
        return {name for name, at in self._store.seen(code).items() if at >= since}

    def _find(self, code: str, where: str) -> None:
        """UserError if there is no such room, or this address tries too many codes, or all do together.

        While strangers guess, those at the teacher's own address still get in.
        """
        mine = f"{IN_ALL} {where}"
        if self._store.spent(mine) >= self._limits.wrong_of_a_caller:
            raise UserError(Sentence("rooms.slower"))
        room = self._store.read(code)
        beside_teacher = room is not None and room.opener == where
        if not beside_teacher and self._store.spent(IN_ALL) >= self._limits.wrong_in_all:
            raise UserError(Sentence("rooms.slower"))
        if room is None:
            self._store.spend(IN_ALL)
            self._store.spend(mine)
            raise UserError(Sentence("rooms.no_room"))


def _name_of(picture: bytes) -> str:
    """What a picture is called in its room: the same for the same one."""
    return blake2b(picture, digest_size=12).hexdigest()
