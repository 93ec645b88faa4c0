"""Who waits for a room to change: each in a server's loop, told from whichever thread makes the change."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from explainer.core.errors import UserError
from explainer.rooms.limits import POLLS_OF_A_SEAT
from explainer.rooms.protocol import Seat
from explainer.strings import Sentence


class TooManyError(UserError):
    """This seat waits in too many places already."""


@dataclass(eq=False)
class _Waiter:
    seat: Seat
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    event: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        try:
            self.loop.call_soon_threadsafe(self.event.set)
        except RuntimeError:  # the loop has ended, and with it whoever waited there
            return


class Waiters:
    """Those of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[_Waiter]] = {}

    def __len__(self) -> int:
        with self._lock:
            return sum(map(len, self._waiting.values()))

    @contextmanager
    def waiting(self, seat: Seat) -> Iterator[asyncio.Event]:
        """An event that is set whenever this seat's room changes for it. Only in a running loop."""
        waiter = _Waiter(seat)
        with self._lock:
            there = self._waiting.setdefault(seat.code, [])
            if sum(other.seat == seat for other in there) >= POLLS_OF_A_SEAT:
                raise TooManyError(Sentence("rooms.too_fast"))
            there.append(waiter)
        try:
            yield waiter.event
        finally:
            self._forget(waiter)

    def _forget(self, waiter: _Waiter) -> None:
        with self._lock:
            there = self._waiting[waiter.seat.code]
            there.remove(waiter)
            if not there:
                del self._waiting[waiter.seat.code]

    def tell(self, code: str, everybody: bool) -> None:
        """Wake who waits in a room, or only its teacher."""
        with self._lock:
            there = [w for w in self._waiting.get(code, ()) if everybody or w.seat.teaches]
        for waiter in there:
            waiter.wake()

    def tell_all(self) -> None:
        """Wake everybody: something may have been missed."""
        with self._lock:
            codes = list(self._waiting)
        for code in codes:
            self.tell(code, everybody=True)
