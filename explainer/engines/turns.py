"""Turns: of the threads in which visitors' runs go on, one computes in Python at a time.

torch releases Python's lock in every operation and queues for it again. With thirty threads that want it, each of a
step's hundred small operations changed the thread, which took longer than the operation and pushed the networks'
threads from their cores. Whoever has the turn finds the lock free; to wait for the network is to release the turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

# after that, a thread goes on without the turn; nobody is stuck because somebody else is
MAX_WAIT_SECONDS = 1.0

T = TypeVar("T")


class Turns:
    """Who may compute. Not a promise: a thread that has waited too long computes beside the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._local = threading.local()

    @property
    def held(self) -> bool:
        """Whether this thread has the turn."""
        return getattr(self._local, "held", False)

    @contextmanager
    def acquired(self) -> Iterator[None]:
        """Compute in turn; within itself it changes nothing."""
        outer = not self.held
        if outer:
            self._acquire()
        try:
            yield
        finally:
            if outer:
                self._release()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Wait for something: others have the turn meanwhile. Nothing for a thread that has none."""
        had = self.held
        self._release()
        try:
            yield
        finally:
            if had:
                self._acquire()

    def each(self, items: Iterator[T]) -> Iterator[T]:
        """The items, each computed in turn; between two of them the turn is free."""
        while True:
            with self.acquired():
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item

    def _acquire(self) -> None:
        self._local.held = self._lock.acquire(timeout=MAX_WAIT_SECONDS)

    def _release(self) -> None:
        if self.held:
            self._local.held = False
            self._lock.release()


TURNS = Turns()
