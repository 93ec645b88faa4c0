"""When to stop, and what is written until then."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from explainer.training.progress import Clock

FOR_SAVING = 8.0  # seconds kept at the end
SAY_EVERY = 10.0
SAVE_EVERY = 60.0


class Deadline:
    """Counts down from the start of the program; while something learns, a SIGTERM brings it forward to now.

    Before, when there is nothing to save, the SIGTERM ends the program.
    """

    def __init__(self, seconds: float, started: float, clock: Clock = time.monotonic) -> None:
        self.clock, self._end = clock, started + seconds - FOR_SAVING
        self.learning = False

    def left(self) -> float:
        """Seconds."""
        return self._end - self.clock()

    def heed_termination(self) -> None:
        """Whoever ends the process politely gets what has been learned so far."""
        signal.signal(signal.SIGTERM, self._terminated)

    def _terminated(self, _number: int, _frame: FrameType | None) -> None:
        if not self.learning:
            raise SystemExit(128 + signal.SIGTERM)
        self._end = self.clock()


@dataclass
class Log:
    """What is said, also to a file. `due(what, every)` says whether it is time for something again."""

    file: Path
    clock: Clock = time.monotonic
    _last: dict[str, float] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """On the screen and in the file."""
        print(text, flush=True)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    def due(self, what: str, every: float) -> bool:
        """Whether so many seconds have passed since it was last due; the first time is a beginning only."""
        now = self.clock()
        if now - self._last.setdefault(what, now) < every:
            return False
        self._last[what] = now
        return True
