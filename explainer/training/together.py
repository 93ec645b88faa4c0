"""How many threads learn from a batch: as many as steps are fastest with, found while the training goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from explainer.engines.teams import Teams
from explainer.engines.threads import team_sizes, use_threads
from explainer.training.place import Place

STEP = 1  # steps are all of one kind


class Together:
    """Chooses the threads of a training's steps: on a CPU, where it is the only process."""

    def __init__(self, place: Place) -> None:
        alone = place.device.type == "cpu" and place.world == 1
        self._teams = Teams(team_sizes()) if alone else None

    @contextmanager
    def step(self) -> Iterator[None]:
        """Around each step, which is measured."""
        if self._teams is None:
            yield
            return
        team = self._teams.next(STEP)
        use_threads(team)
        begin = time.perf_counter()
        yield
        self._teams.note(STEP, team, time.perf_counter() - begin)
