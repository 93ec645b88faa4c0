"""Rooms in the memory of this process: nothing on disk, gone with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from explainer.rooms.limits import Limits
from explainer.rooms.room import Room, pictures_of
from explainer.rooms.store import NO_PICTURES, Added, Change, Store
from explainer.rooms.waiting import Waiters

MOST_PURSES = 20_000  # more than all seats of all rooms


@dataclass
class _Kept:
    room: Room
    seen: dict[str, float]
    pictures: dict[str, bytes] = field(default_factory=dict)


class MemoryStore(Store):
    """A Store of this process."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._limits, self._clock = limits, clock
        self._lock = threading.RLock()
        self._kept: dict[str, _Kept] = {}
        self._purses: dict[str, tuple[float, int]] = {}  # until when, and how often
        self.waiters = Waiters()

    def add(self, room: Room) -> Added:
        with self._lock:
            self._tidy()
            if room.code in self._kept:
                return Added.TAKEN
            if len(self._kept) >= self._limits.rooms:
                return Added.FULL
            same = sum(k.room.opener == room.opener for k in self._kept.values())
            if same >= self._limits.rooms_of_a_caller:
                return Added.FULL_HERE
            self._kept[room.code] = _Kept(room, {room.teacher: self._clock()})
            return Added.YES

    def read(self, code: str) -> Room | None:
        with self._lock:
            kept = self._there(code)
            return kept.room if kept else None

    def change(
        self, code: str, change: Change, pictures: Mapping[str, bytes] = NO_PICTURES
    ) -> None:
        with self._lock:
            kept = self._there(code)
            if kept is None:
                return
            before, kept.room = kept.room, change(kept.room)
            everybody = kept.room.shown != before.shown
            known = {kept.room.teacher, *kept.room.members}
            there, on_wall = {**kept.pictures, **pictures}, pictures_of(kept.room)
            kept.pictures = {name: there[name] for name in there if name in on_wall}
            kept.seen = {name: at for name, at in kept.seen.items() if name in known}
        if kept.room is not before:
            self.waiters.tell(code, everybody)

    def pictures(self, code: str) -> Mapping[str, bytes]:
        with self._lock:
            kept = self._there(code)
            return dict(kept.pictures) if kept else {}

    def sign_of_life(self, room: Room, name: str) -> None:
        with self._lock:
            if kept := self._there(room.code):
                kept.seen[name] = self._clock()

    def seen(self, code: str) -> Mapping[str, float]:
        with self._lock:
            kept = self._there(code)
            return dict(kept.seen) if kept else {}

    def spent(self, purse: str) -> int:
        with self._lock:
            until, count = self._purses.get(purse, (0.0, 0))
            return count if until > self._clock() else 0

    def spend(self, purse: str) -> int:
        with self._lock:
            count = self.spent(purse) + 1
            until = self._clock() + self._limits.minute
            if count > 1:
                until = self._purses[purse][0]
            elif len(self._purses) >= MOST_PURSES:
                self._drop_purses()
            self._purses[purse] = until, count
            return count

    def _there(self, code: str) -> _Kept | None:
        kept = self._kept.get(code)
        if kept and self._is_over(kept):
            del self._kept[code]
            return None
        return kept

    def _is_over(self, kept: _Kept) -> bool:
        teacher_seen = kept.seen[kept.room.teacher]
        return self._clock() >= kept.room.ends_at(teacher_seen, self._limits)

    def _tidy(self) -> None:
        for code in list(self._kept):
            self._there(code)

    def _drop_purses(self) -> None:
        """Those that have run out; if that is not enough, the ones with least in them: nobody empties a full one."""
        now = self._clock()
        left = [(purse, kept) for purse, kept in self._purses.items() if kept[0] > now]
        left.sort(key=lambda pair: pair[1][1])
        self._purses = dict(left[-MOST_PURSES // 2 :])
