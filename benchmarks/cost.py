"""What a class's pictures cost: seconds on the clock and of the processor, with visitors or as one batch."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from explainer.experiments.sampling import generate
from explainer.experiments.settings import MAX_PICTURES, Settings


@dataclass(frozen=True)
class Cost:
    """What something took: seconds on the clock, and of the processor, all cores together."""

    seconds: float
    cpu_seconds: float | None


@contextmanager
def timed(read_cpu: Callable[[], float | None], costs: list[Cost]) -> Iterator[None]:
    """Append what happens inside."""
    begin, before = time.perf_counter(), read_cpu()
    yield
    seconds, after = round(time.perf_counter() - begin, 3), read_cpu()
    used = None if before is None or after is None else round(after - before, 3)
    costs.append(Cost(seconds, used))


def offline(settings: Settings, pictures: int) -> Cost:
    """So many pictures by a program that has the machine for itself, in the largest batches."""
    seeds = range(settings.seeds[0], settings.seeds[0] + pictures)
    batches = [tuple(seeds[i : i + MAX_PICTURES]) for i in range(0, pictures, MAX_PICTURES)]
    for batch in {len(b): b for b in batches}.values():  # the first calls of a size are slow
        deque(generate(replace(settings, steps=2, seeds=batch)), maxlen=0)
    costs: list[Cost] = []
    with timed(time.process_time, costs):
        for batch in batches:
            deque(generate(replace(settings, seeds=batch)), maxlen=0)
    return costs[0]
