"""The end of the process, told to what would keep it waiting: the server answers every request before it ends."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
ENDING = threading.Event()  # set once the last request is answered: nothing new is loaded


def when_told_to_end(tell: Callable[[], None]) -> None:
    """Have this called in the running loop when somebody presses Ctrl+C, or what started the process ends it.

    What the server does then, it does as before. Signals come to the main thread alone: elsewhere nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _first(tell, before, loop))


def _first(
    tell: Callable[[], None],
    before: Callable[[int, FrameType | None], object],
    loop: asyncio.AbstractEventLoop,
) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell)
        before(number, frame)

    return handle
