"""Waiting for a network call: others have the turn meanwhile, and the queue position is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from explainer.engines.turns import TURNS

REPORT_SECONDS = 0.25  # between two reports to somebody who waits

_report: ContextVar[Callable[[int], None] | None] = ContextVar("report", default=None)


@contextmanager
def on_queue_position(report: Callable[[int], None]) -> Iterator[None]:
    """While this thread waits for the network, call `report` with the number of calls before its own.

    What `report` raises cancels the call: that is how a run is stopped while it waits.
    """
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def wait_until(finished: Callable[[float | None], bool], position: Callable[[], int]) -> None:
    """Wait until `finished` is true, reporting this thread's position (calls before its own).

    `finished` waits itself, for at most as many seconds as it is given, or without end for None.
    """
    report = _report.get()
    while True:
        with TURNS.released():
            if finished(REPORT_SECONDS if report else None):
                return
        if report:
            report(position())
