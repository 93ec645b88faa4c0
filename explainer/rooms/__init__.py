"""Rooms: a class that votes. A teacher opens one, pupils join with its code; no names, nothing on disk.

`rooms` gives those of this process, or of all that share a Redis. They mean the same wherever they are kept: a
`Store` keeps them, `room` says what each act makes of one, `seen` what a seat may know.
"""

from __future__ import annotations

from functools import cache

from explainer.core import environment
from explainer.rooms.limits import Limits
from explainer.rooms.memory import MemoryStore
from explainer.rooms.protocol import Rooms
from explainer.rooms.shared import SharedRooms
from explainer.rooms.store import Store


@cache
def rooms() -> Rooms:
    """The rooms of this process; with EXPLAINER_ROOMS, of all that have the same."""
    limits = Limits()
    return SharedRooms(_store(environment.rooms(), limits), limits)


def _store(url: str, limits: Limits) -> Store:
    if not url:
        return MemoryStore(limits)
    from explainer.rooms.in_redis import RedisStore  # the package redis is not everywhere

    return RedisStore(url, limits)
