"""Things that a process makes once and all visitors share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_making = threading.RLock()  # one for all: making an engine loads a checkpoint


class OncePerProcess(Generic[P, R]):
    """A function whose results are kept. Unlike functools.cache, threads that ask together wait for one."""

    def __init__(self, make: Callable[P, R]) -> None:
        self._make = make
        self._made: dict[tuple[tuple[object, ...], tuple[object, ...]], R] = {}
        wraps(make)(self)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (args, tuple(kwargs.items()))
        with _making:
            if key not in self._made:
                self._made[key] = self._make(*args, **kwargs)
            return self._made[key]

    def made(self) -> dict[tuple[object, ...], R]:
        """What is there so far, by positional arguments."""
        return {args: result for (args, _), result in self._made.copy().items()}

    def forget(self) -> None:
        """Make everything anew when it is asked for again."""
        with _making:
            self._made.clear()


def once_per_process(make: Callable[P, R]) -> OncePerProcess[P, R]:
    """Keep the results of `make`, by its arguments, for the life of the process."""
    return OncePerProcess(make)
