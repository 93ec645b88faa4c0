"""Engines: a network call as samplers see it, whatever computes it.

An engine is called as network(x, k, condition) -> tensor, float32 in and out, batch first.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections import deque

from torch import Tensor

from explainer.engines.example import GUIDED_ROWS, CallShape, example_inputs

TRIALS = 3  # calls of a size, to learn what one takes
PATIENCE = 0.5  # seconds that this may take while a visitor waits
LATELY = 10.0  # seconds: older calls do not say how busy the machine is now


class CallTimes:
    """How long a network call takes here, measured on the calls that were made."""

    def __init__(self) -> None:
        # the newest calls, by the number of pictures in them
        self._seconds: dict[int, deque[float]] = {}
        self._newest: deque[tuple[float, int, float]] = deque(maxlen=9)  # when, pictures, seconds
        self._beside: deque[float] = deque(maxlen=64)  # what calls took besides their computing

    def note(self, pictures: int, seconds: float) -> None:
        """A call took this long. The first call of each size prepares the others and says nothing."""
        if pictures in self._seconds:
            self._seconds[pictures].append(seconds)
            self._newest.append((time.monotonic(), pictures, seconds))
        else:
            self._seconds[pictures] = deque(maxlen=9)

    def measured(self, pictures: int) -> bool:
        """Whether calls of just so many pictures were made, after the first."""
        return bool(self._seconds.get(pictures))

    @property
    def known(self) -> bool:
        """Whether anything can be estimated."""
        return any(self._seconds.values())

    @property
    def load(self) -> float | None:
        """How many times as long as estimated the newest calls took, at least 1; None if none was made lately."""
        since = time.monotonic() - LATELY
        times = [
            seconds / self.estimate(pictures)
            for at, pictures, seconds in self._newest.copy()
            if at > since
        ]
        return max(1.0, sorted(times)[len(times) // 2]) if times else None

    def forget_load(self) -> None:
        """The newest calls say nothing of what else runs here."""
        self._newest.clear()

    def note_whole(self, seconds: float) -> None:
        """The newest call, whose computing is noted, took this long for whoever asked for it."""
        if self._newest:
            self._beside.append(max(0.0, seconds - self._newest[-1][2]))

    @property
    def handover(self) -> float:
        """What a call takes besides its computing if it need not wait for others': the least of the newest calls."""
        return min(self._beside.copy(), default=0.0)

    def estimate(self, pictures: int) -> float:
        """Seconds for a call of so many pictures, from the most similar call that was made."""
        # the lower quartile: a call that met other work on this machine says little of the next
        measured = {
            n: sorted(calls)[len(calls) // 4] for n, calls in self._seconds.copy().items() if calls
        }
        known = min(measured, key=lambda n: abs(math.log(n / pictures)))
        # a larger call is a little cheaper per picture
        return float(measured[known] * (pictures / known) ** 0.9)


class Engine(ABC):
    """What the rest of the app knows of an engine, wherever it computes."""

    def __init__(self, config: CallShape) -> None:
        self._config = config
        self.call_times = CallTimes()

    @property
    @abstractmethod
    def name(self) -> str:
        """For links and captions: what must be the same for a picture to be the same bit for bit."""

    @property
    @abstractmethod
    def max_rows(self) -> int:
        """Rows of the largest call."""

    @property
    @abstractmethod
    def waiting(self) -> int:
        """Calls that run or wait for their turn."""

    def threads(self, rows: int = GUIDED_ROWS) -> int | None:
        """How many threads of this process compute a call of so many rows; None where it computes nothing."""
        return None

    def threads_found(self, pictures: int) -> int | None:
        """How many threads of this processor so many guided pictures are fastest with; None where that is not known."""
        return None

    @abstractmethod
    def _predict(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        if condition is None:  # the empty bag's vector
            condition = x.new_zeros(len(x), self._config.embedding)
        begin = time.perf_counter()
        output = self._predict(x, k, condition)
        self.call_times.note_whole(time.perf_counter() - begin)
        return output

    def seconds(self, pictures: int) -> float:
        """About how long so many pictures take, in as few calls as they fit in.

        A size of call that was never made is tried, unless that would keep the visitor waiting.
        """
        if not self.call_times.known:
            self.warm_up()
        sizes = self.call_sizes(pictures)
        for rows in set(sizes):
            if (
                not self.call_times.measured(rows)
                and TRIALS * self.call_times.estimate(rows) < PATIENCE
            ):
                self._try(rows)
        return sum(self.call_times.estimate(rows) for rows in sizes)

    def load(self) -> float:
        """How many times as long as `seconds` says calls take now; some are made to know it if none was lately.

        Calls made to get ready do not count: what they met was this program's own beginning.
        """
        if not self.call_times.known:
            self.warm_up()
        if self.call_times.load is None:
            self._try(GUIDED_ROWS)
        return self.call_times.load or 1.0

    def handover_seconds(self) -> float:
        """What a call takes besides its computing, such as to go to another thread and back."""
        if not self.call_times.known:
            self.warm_up()
        return self.call_times.handover

    def call_sizes(self, pictures: int) -> list[int]:
        """How many rows the calls have in which so many pictures are computed."""
        full, rest = divmod(pictures, self.max_rows)
        return [self.max_rows] * full + ([rest] if rest else [])

    def warm_up(self) -> None:
        """The first calls, which are slow, so that no visitor waits for them."""
        self._try(GUIDED_ROWS)
        self.call_times.forget_load()

    def _try(self, rows: int) -> None:
        """Some calls of this size; the first prepares the others."""
        for _ in range(TRIALS):
            self(*example_inputs(self._config, rows))
