"""Engines: a network call as samplers see it, whatever computes it.

An engine is called as network(x, k, condition) -> tensor, float32 in and out, batch first. Calls of all
visitors go through one thread, which joins them; a picture's numbers do not depend on its company.
"""

from __future__ import annotations

import math
import time
from collections import deque

import torch
from torch import Tensor

from explainer.models.backends import Backend, example_inputs
from explainer.models.batching import BATCHER
from explainer.models.checkpoints import load_checkpoint
from explainer.models.choice import choose_backend
from explainer.models.once import once_per_process
from explainer.models.unet import UNetConfig

# rows of a call: few shapes, so that a library prepares few. Sixteen rows are as cheap per row as more
SHAPES = (1, 2, 4, 8, 12, 16)
GPU_SHAPES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
USUAL_ROWS = 2  # of a guided picture


class Pace:
    """How long a network call takes here, learned from the calls that were made."""

    def __init__(self) -> None:
        # the newest calls, by the number of pictures in them
        self._seconds: dict[int, deque[float]] = {}

    def note(self, pictures: int, seconds: float) -> None:
        """A call took this long. The first call of each size prepares the others and says nothing."""
        if pictures in self._seconds:
            self._seconds[pictures].append(seconds)
        else:
            self._seconds[pictures] = deque(maxlen=9)

    @property
    def known(self) -> bool:
        """Whether anything can be estimated."""
        return any(self._seconds.values())

    def estimate(self, pictures: int) -> float:
        """Seconds for a call of so many pictures, from the most similar call that was made."""
        # the lower quartile: a call that met other work on this machine says little of the next
        measured = {
            n: sorted(calls)[len(calls) // 4] for n, calls in self._seconds.copy().items() if calls
        }
        known = min(measured, key=lambda n: abs(math.log(n / pictures)))
        # a larger call is a little cheaper per picture
        return float(measured[known] * (pictures / known) ** 0.9)


class Engine:
    """A backend behind the queue that all visitors share, in batches whose size changes no bit."""

    def __init__(self, backend: Backend, config: UNetConfig) -> None:
        self._backend, self._config = backend, config
        self.pace = Pace()
        self._shapes = self._agreeing() if backend.name.split()[1] == "cpu" else GPU_SHAPES

    @property
    def name(self) -> str:
        """For links and captions: what must be the same for a picture to be the same bit for bit."""
        return self._backend.name

    @property
    def most(self) -> int:
        """Rows of the largest call."""
        return self._shapes[-1]

    @property
    def waiting(self) -> int:
        """Calls that run or wait for their turn."""
        return BATCHER.unfinished(self)

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        if condition is None:  # the empty bag's vector
            condition = x.new_zeros(len(x), self._config.embedding)
        return BATCHER.call(self, x, k, condition)

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """Call the backend, padded to one of the shapes. Only the batcher's thread does this."""
        rows = next(n for n in self._shapes if n >= len(x))
        padded = (_padded(part, rows) for part in (x, k, condition))
        begin = time.perf_counter()
        output = self._backend(*padded)
        self.pace.note(rows, time.perf_counter() - begin)
        return output[: len(x)]

    def seconds(self, pictures: int) -> float:
        """About how long a call with so many pictures takes."""
        if not self.pace.known:
            self.warm_up()
        return self.pace.estimate(pictures)

    def warm_up(self) -> None:
        """The first calls, which are slow, so that no visitor waits for them."""
        for _ in range(3):
            self(*example_inputs(self._config, USUAL_ROWS))

    def _agreeing(self) -> tuple[int, ...]:
        """The shapes in which a row comes out bit for bit as in a call of a guided picture.

        Libraries choose other ways, with other rounding, for small and large batches.
        """
        example = example_inputs(self._config, max(SHAPES))
        usual = self._backend(*(part[:USUAL_ROWS] for part in example))

        def agrees(rows: int) -> bool:  # at the beginning of the batch and at its end
            inputs = (torch.cat([part[: rows - 1], part[1:2]]) for part in example)
            output = self._backend(*inputs)
            first = torch.equal(output[: rows - 1][:USUAL_ROWS], usual[: rows - 1])
            return first and torch.equal(output[-1], usual[1])

        return tuple(n for n in SHAPES if n == USUAL_ROWS or agrees(n))


def _padded(part: Tensor, rows: int) -> Tensor:
    missing = rows - len(part)
    return part if missing == 0 else torch.cat([part, part[-1:].expand(missing, *part.shape[1:])])


@once_per_process
def engine_for(name: str) -> Engine:
    """The engine of a shipped checkpoint: made once per process, shared by all visitors."""
    checkpoint = load_checkpoint(name)
    return Engine(choose_backend(checkpoint), checkpoint.card.architecture)


def warm_up(name: str) -> None:
    """Load a checkpoint and run its network, so that the first visitor does not wait for it."""
    engine_for(name).warm_up()
