"""The memory of a server while visitors are there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import psutil


class Memory:
    """Watches a server's memory from a thread, as long as it is entered. MB."""

    def __init__(self, read: Callable[[], float], every: float = 0.25) -> None:
        self._read, self._every = read, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.samples: list[tuple[float, float]] = []  # seconds since the beginning, MB

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        self._note()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._note()

    def _note(self) -> None:
        # too busy to answer, or ended: the visitors will notice
        with suppress(OSError, psutil.Error):
            self.samples.append((time.perf_counter() - self._started, self._read()))

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            self._note()

    def summary(self) -> dict[str, float]:
        """At the beginning, at most and at the end."""
        values = [mb for _, mb in self.samples] or [0.0]
        names = {"start": values[0], "peak": max(values), "end": values[-1]}
        return {name: round(mb, 1) for name, mb in names.items()}
