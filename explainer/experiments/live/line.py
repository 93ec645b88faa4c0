"""The line of those who want to train: one learns, the others see their place; who has left loses it."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from explainer.experiments.live.plan import Plan
from explainer.experiments.live.process import Training

EVERY = 1.0  # seconds between two looks at a training that a page shows
EVERY_IN_LINE = 3.0  # at a place in the line: a class of them must not keep the server busy
PATIENCE = 15.0  # seconds without a look from the page: then its visitor has left
LONGEST_PAUSE = 120.0  # seconds that a training may keep others waiting without learning


class Place:
    """A visitor's place in the line, and the training once it has begun."""

    def __init__(self, plan: Plan, visit: str) -> None:
        self.plan, self.visit = plan, visit
        self.training: Training | None = None
        self.given_up = False
        self._seen = time.monotonic()

    def look(self) -> None:
        """The visitor is still there."""
        self._seen = time.monotonic()

    @property
    def left(self) -> bool:
        """Whether its visitor has."""
        return self.given_up or time.monotonic() - self._seen > PATIENCE

    @property
    def too_long(self) -> bool:
        """Whether its training pauses for so long that it is the next one's turn."""
        training = self.training
        if training is None or training.state != "paused":
            return False
        return time.monotonic() - training.paused_since > LONGEST_PAUSE

    @property
    def over(self) -> bool:
        """Whether it needs no place any more."""
        return self.left or (self.training is not None and self.training.over)


class Line:
    """Who waits, in the order in which they came; the first one's training goes on."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._lock = threading.RLock()

    def join(self, plan: Plan, visit: str) -> Place:
        """A place for a plan; a visit has one at most, so that an earlier one is given up."""
        self.leave(visit)
        place = Place(plan, visit)
        with self._lock:
            self._places.append(place)
        self.advance()
        return place

    def position(self, place: Place) -> int:
        """How many are before this place; its visitor is there to ask."""
        place.look()
        self.advance()
        with self._lock:
            return self._places.index(place) if place in self._places else 0

    def leave(self, visit: str) -> None:
        """A visit gives up its place, and with it its training."""
        with self._lock:
            for place in self._places:
                if place.visit == visit:
                    place.given_up = True
        self.advance()

    def advance(self) -> None:
        """Let go of places that are over, and begin the first one's training."""
        with self._lock:
            for place in [p for p in self._places if p.over or p.too_long]:
                self._places.remove(place)
                if place.training is not None:
                    place.training.stop()
            if self._places and self._places[0].training is None:
                self._begin(self._places[0])

    def _begin(self, first: Place) -> None:
        """A place whose process cannot be started, as where the machine has no room for one, waits for the next look."""
        with suppress(OSError):
            first.training = Training(
                first.plan, lambda: not (first.over or first.too_long), self.advance
            )

    def close(self) -> None:
        """End everything."""
        with self._lock:
            for place in self._places:
                place.given_up = True
        self.advance()


LINE = Line()
