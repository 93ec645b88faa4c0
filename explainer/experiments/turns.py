"""Several walks side by side: each takes a step in turn, so that all of them are seen to go on."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from explainer.core.samplers import Step


@dataclass(frozen=True, eq=False)
class Turn:
    """One step of walk number `walk`, and how long it took."""

    walk: int
    step: Step
    seconds: float
    ends_round: bool  # whether every walk that goes on has had its turn


def take_turns(walks: Sequence[Iterator[Step]]) -> Generator[Turn, None, None]:
    """A step of each walk in turn, until all have reached their end; one that ends earlier is passed over.

    Closing the generator closes every walk: no network is called after that.
    """
    going_on = dict(enumerate(walks))
    try:
        while going_on:
            last = max(going_on)
            for i, walk in list(going_on.items()):
                begin = time.perf_counter()
                step = next(walk)
                seconds = time.perf_counter() - begin
                if step.i == step.n:
                    del going_on[i]
                yield Turn(i, step, seconds, i == last)
    finally:
        for walk in walks:
            if isinstance(walk, Generator):
                walk.close()
