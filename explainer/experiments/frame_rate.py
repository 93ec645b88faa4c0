"""FrameRate: how often the runs that go on are shown.

A frame costs some milliseconds of Python, for which the networks wait. Alone, a run is shown as often as
a browser can take it; many runs share the frames that the processor can spare. The film that is left is the same.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Self

FRAME_SECONDS = 0.05  # between two frames of a run: a browser drops what comes faster
ALL_FRAMES_SECONDS = 0.025  # between two frames of all runs together, on average
# fewer frames where they are large, so that a grid of sixteen does not send more than a grid of four
PICTURES_PER_FRAME = 4
USUAL_SHARE = 0.05  # of the time goes into frames, before any were made
NEWEST = 0.1  # of that share is what the newest frame says
LOOK_SHARE = 0.2  # of the time at most goes into looks that cost, such as decoding latents


class FrameRate:
    """Of one run of so many pictures. It counts among the others as long as it is entered."""

    _going_on: ClassVar[set[FrameRate]] = set()  # of all visitors
    _share: ClassVar[float] = USUAL_SHARE

    def __init__(self, pictures: int = 1) -> None:
        self._size = max(1.0, pictures / PICTURES_PER_FRAME)
        self._shown = -math.inf
        self._since = math.inf  # seconds from the frame before to the last one
        self.busy = False  # while a frame is made

    def __enter__(self) -> Self:
        self._going_on.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._going_on.discard(self)

    def due(self, look_seconds: float = 0.0) -> bool:
        """Whether to show a frame now, which is then taken as shown. The first is due at once.

        `look_seconds`: what it takes to make the frame's pixels.
        """
        own = max(FRAME_SECONDS * self._size, look_seconds / LOOK_SHARE)
        pause = max(own, ALL_FRAMES_SECONDS * len(self._going_on))
        now = time.monotonic()
        if now - self._shown < pause:
            return False
        self._since, self._shown = now - self._shown, now
        return True

    @contextmanager
    def making(self) -> Iterator[None]:
        """Make a frame within; how long it took is noted."""
        begin, self.busy = time.perf_counter(), True
        try:
            yield
        finally:
            self.busy = False
        self.took(time.perf_counter() - begin)

    def took(self, seconds: float) -> None:
        """Note how long the last frame took."""
        if math.isfinite(self._since):
            share = min(seconds / max(self._since, 1e-9), 1.0)
            FrameRate._share += NEWEST * (share - FrameRate._share)

    @classmethod
    def share(cls) -> float:
        """Which part of a run's time its frames take on this machine, as those until now did; at most half."""
        return min(cls._share, 0.5)
