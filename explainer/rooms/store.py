"""Where rooms are kept: what has to be atomic, and nothing of what a room means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from explainer.rooms.room import Room
from explainer.rooms.waiting import Waiters

Change = Callable[[Room], Room]
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


class Added(Enum):
    """What became of a new room."""

    YES = "yes"
    TAKEN = "taken"  # another one has this code
    FULL = "full"  # there are too many
    FULL_HERE = "full_here"  # too many were opened from this address


class Store(Protocol):
    """Rooms by their codes, signs of life, and counters that run out; all of it vanishes by itself."""

    waiters: Waiters

    def add(self, room: Room) -> Added:
        """Keep a new room, if its code is free and there is room for it."""

    def read(self, code: str) -> Room | None:
        """The room as it is now."""

    def change(
        self, code: str, change: Change, pictures: Mapping[str, bytes] = NO_PICTURES
    ) -> None:
        """Put what `change` makes of the room in its place; nobody else's change falls between, or it is made anew.

        Whoever waits for the room is told, if there is one and it has changed. Of `pictures`, by their names, and of
        those kept before, the room keeps the ones that are on its wall then.
        """

    def pictures(self, code: str) -> Mapping[str, bytes]:
        """All pictures on the wall of a room, by their names."""

    def sign_of_life(self, room: Room, name: str) -> None:
        """Note that a member is there; of a teacher, that the room goes on."""

    def seen(self, code: str) -> Mapping[str, float]:
        """When each member gave their last sign of life."""

    def spent(self, purse: str) -> int:
        """How often `spend` was called for this name within a minute."""

    def spend(self, purse: str) -> int:
        """The same, with one more."""
