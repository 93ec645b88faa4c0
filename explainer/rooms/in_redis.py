"""Rooms in a Redis, for an app of several processes: what one of them changes, all know at once.

A room is changed by comparing its version: whoever read an older one begins anew. All keys run out by themselves.
"""

from __future__ import annotations

import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import redis

from explainer.core.errors import UserError
from explainer.rooms import lua
from explainer.rooms.limits import Limits
from explainer.rooms.room import Room, pictures_of
from explainer.rooms.store import NO_PICTURES, Added, Change, Store
from explainer.rooms.waiting import Waiters
from explainer.rooms.written import read, written
from explainer.strings import Sentence

PREFIX = "noisewalk:1:"  # another number where what is kept looks otherwise
CHANGED = f"{PREFIX}changed"  # the channel
EVERYBODY, TEACHER = "everybody", "teacher"  # who is told of a change
PATIENCE_SECONDS = 2.0
AGAIN_SECONDS = 1.0
MOST_TRIES = 1000  # of one change, against those of other processes


@contextmanager
def _reaching() -> Iterator[None]:
    """Whatever keeps Redis from answering becomes a sentence for visitors."""
    try:
        yield
    except redis.RedisError as error:
        raise UserError(Sentence("rooms.unreachable")) from error


class RedisStore(Store):
    """A Store for all processes with the same address of a Redis."""

    def __init__(self, url: str, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        patience = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
        # the package's own types leave open whether answers are awaited
        self._redis: Any = redis.Redis.from_url(url, decode_responses=True, **patience)
        self._limits, self._clock = limits, clock
        self._changing = threading.Lock()  # in this process nobody begins anew
        self._over = threading.Event()
        self.waiters = Waiters()
        self._add, self._put = map(self._redis.register_script, (lua.ADD, lua.PUT))
        self._live, self._spend = map(self._redis.register_script, (lua.LIVE, lua.SPEND))
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Listen no longer."""
        self._over.set()

    def add(self, room: Room) -> Added:
        now = self._clock()
        limits = self._limits.rooms, self._limits.rooms_of_a_caller
        until = room.ends_at(now, self._limits)
        said = (written(room), room.version, now, until, *limits, room.code)
        with _reaching():
            return Added(self._add(self._keys(room), (*said, self._milliseconds(until))))

    def read(self, code: str) -> Room | None:
        with _reaching():
            text, teacher_seen = self._redis.hmget(_key(code), "state", "teacher_seen")
        if text is None:
            return None
        room = read(text)
        is_over = self._clock() >= room.ends_at(float(teacher_seen), self._limits)
        return None if is_over else room

    def change(
        self, code: str, change: Change, pictures: Mapping[str, bytes] = NO_PICTURES
    ) -> None:
        with self._changing:
            for _ in range(MOST_TRIES):
                before = self.read(code)
                if before is None:
                    return
                after = change(before)
                if after is before or self._is_put(before, after, pictures):
                    return
        raise UserError(Sentence("rooms.unreachable"))

    def pictures(self, code: str) -> Mapping[str, bytes]:
        with _reaching():
            there = self._redis.hgetall(f"{_key(code)}:pictures")
        return {name: b64decode(text) for name, text in there.items()}

    def _is_put(self, before: Room, after: Room, pictures: Mapping[str, bytes]) -> bool:
        """Whether nobody else's change came between."""
        whom = EVERYBODY if after.shown != before.shown else TEACHER
        until = after.ends_at(self._clock(), self._limits)
        ends = self._milliseconds(until) if after.ended and not before.ended else 0
        message = f"{after.code} {whom}"
        said = (
            *(written(after), before.version, after.version),
            *(CHANGED, message, ends, until, after.code, _beside(before, after, pictures)),
        )
        with _reaching():
            return bool(self._put(self._keys(after), said))

    def sign_of_life(self, room: Room, name: str) -> None:
        now = self._clock()
        until = room.ends_at(now, self._limits)
        whose = "" if name == room.teacher else name
        with _reaching():
            self._live(self._keys(room), (whose, now, until, room.code, self._milliseconds(until)))

    def seen(self, code: str) -> Mapping[str, float]:
        with _reaching():
            there = self._redis.hgetall(f"{_key(code)}:seen")
        return {name: float(at) for name, at in there.items()}

    def spent(self, purse: str) -> int:
        return self._in_purse(purse, 0)

    def spend(self, purse: str) -> int:
        return self._in_purse(purse, 1)

    def _in_purse(self, purse: str, more: int) -> int:
        said = self._clock(), self._limits.minute, more
        with _reaching():
            return int(self._spend((f"{PREFIX}purse:{purse}",), said))

    def _keys(self, room: Room) -> tuple[str, ...]:
        """Those that one act may touch: the room, who was seen in it, all rooms, those of the same address, its pictures."""
        key = _key(room.code)
        every = f"{PREFIX}open", f"{PREFIX}opened:{room.opener}"
        return key, f"{key}:seen", *every, f"{key}:pictures"

    def _milliseconds(self, until: float) -> int:
        """From now on, for Redis, which has a clock of its own."""
        return max(1, int((until - self._clock()) * 1000))

    def _listen(self) -> None:
        """Wake who waits here for what any process has changed; after a lost connection everybody."""
        while not self._over.is_set():
            try:
                self._listen_once()
            except redis.RedisError:
                self._over.wait(AGAIN_SECONDS)

    def _listen_once(self) -> None:
        with self._redis.pubsub() as channel:
            channel.subscribe(CHANGED)
            while not self._over.is_set():
                message = channel.get_message(timeout=AGAIN_SECONDS)
                if message and message["type"] == "subscribe":
                    self.waiters.tell_all()
                elif message:
                    code, whom = message["data"].split()
                    self.waiters.tell(code, whom == EVERYBODY)


def _beside(before: Room, after: Room, pictures: Mapping[str, bytes]) -> str:
    """What has to change beside the room itself: who and which pictures have gone, and new ones."""
    on_wall = pictures_of(after)
    new = {name: b64encode(p).decode() for name, p in pictures.items() if name in on_wall}
    gone = [*(set(before.members) - set(after.members))]
    taken_off = [*(pictures_of(before) - on_wall)]
    return json.dumps({"members": gone, "taken_off": taken_off, "pictures": new})


def _key(code: str) -> str:
    return f"{PREFIX}room:{code}"
