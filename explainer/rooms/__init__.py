"""Rooms: a class that votes. A teacher opens one, pupils join with its code; no names, nothing on disk.

`rooms` gives those of this process. They mean the same wherever they are kept: a `Store` keeps them, `room`
says what each act makes of one, `seen` what a seat may know.
"""

from __future__ import annotations

from functools import cache

from explainer.rooms.limits import Limits
from explainer.rooms.memory import MemoryStore
from explainer.rooms.protocol import Rooms
from explainer.rooms.shared import SharedRooms


@cache
def rooms() -> Rooms:
    """The rooms of this process."""
    limits = Limits()
    return SharedRooms(MemoryStore(limits), limits)
