"""Engines: a network call as samplers see it, whatever computes it.

An engine is called as network(x, k, condition) -> tensor, float32 in and out, batch first. Calls of all
visitors go through one thread, which joins them; a picture's numbers do not depend on its company.
"""

from __future__ import annotations

import math
import sys
import time
from abc import ABC, abstractmethod
from collections import deque

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.models.backends import GUIDED_ROWS, Backend, example_inputs
from explainer.models.batching import BATCHER
from explainer.models.checkpoints import load_checkpoint
from explainer.models.choice import choose_backend, on_cluster
from explainer.models.once import once_per_process
from explainer.models.unet import UNetConfig

# rows of a call: few shapes, so that a library prepares few. Sixteen rows are as cheap per row as more
SHAPES = (1, 2, 4, 8, 12, 16)
GPU_SHAPES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


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


class AnyEngine(ABC):
    """What the rest of the app knows of an engine, wherever it computes."""

    def __init__(self, config: UNetConfig) -> None:
        self._config = config
        self.pace = Pace()

    @property
    @abstractmethod
    def name(self) -> str:
        """For links and captions: what must be the same for a picture to be the same bit for bit."""

    @property
    @abstractmethod
    def most(self) -> int:
        """Rows of the largest call."""

    @property
    @abstractmethod
    def waiting(self) -> int:
        """Calls that run or wait for their turn."""

    @abstractmethod
    def _answer(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...

    def __call__(self, x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        if condition is None:  # the empty bag's vector
            condition = x.new_zeros(len(x), self._config.embedding)
        return self._answer(x, k, condition)

    def seconds(self, pictures: int) -> float:
        """About how long a call with so many pictures takes."""
        if not self.pace.known:
            self.warm_up()
        return self.pace.estimate(pictures)

    def warm_up(self) -> None:
        """The first calls, which are slow, so that no visitor waits for them."""
        for _ in range(3):
            self(*example_inputs(self._config, GUIDED_ROWS))


class Engine(AnyEngine):
    """A backend behind the queue that all visitors share, in batches whose size changes no bit."""

    def __init__(self, backend: Backend, config: UNetConfig) -> None:
        super().__init__(config)
        self._backend = backend
        self._tried = backend.name.split()[1] != "cpu"
        # on a processor the others are tried at the first call, in the thread that makes all of them
        self._shapes: tuple[int, ...] = GPU_SHAPES if self._tried else (GUIDED_ROWS,)

    @property
    def name(self) -> str:
        return self._backend.name

    @property
    def most(self) -> int:
        return self._shapes[-1]

    @property
    def waiting(self) -> int:
        return BATCHER.unfinished(self)

    def _answer(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        return BATCHER.call(self, x, k, condition)

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """Call the backend, padded to one of the shapes. Only in the thread of all calls."""
        if not self._tried:
            self._shapes, self._tried = self._agreeing(), True
        rows = next(n for n in self._shapes if n >= len(x))
        padded = (_padded(part, rows) for part in (x, k, condition))
        begin = time.perf_counter()
        output = self._backend(*padded)
        self.pace.note(rows, time.perf_counter() - begin)
        return output[: len(x)]

    def compute_all(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """The same for any number of rows."""
        parts = zip(*(part.split(self.most) for part in (x, k, condition)), strict=True)
        return torch.cat([self.compute(*part) for part in parts])

    def _agreeing(self) -> tuple[int, ...]:
        """The shapes in which a row comes out bit for bit as in a call of a guided picture.

        Libraries choose other ways, with other rounding, for small and large batches. A coarse format hides
        that from most examples; there, a single row, for which the ways differ most, is not tried.
        """
        example = example_inputs(self._config, max(SHAPES))
        usual = self._backend(*(part[:GUIDED_ROWS] for part in example))

        def agrees(rows: int) -> bool:  # at the beginning of the batch and at its end
            inputs = (torch.cat([part[: rows - 1], part[1:2]]) for part in example)
            output = self._backend(*inputs)
            first = torch.equal(output[: rows - 1][:GUIDED_ROWS], usual[: rows - 1])
            return first and torch.equal(output[-1], usual[1])

        exact = self.name.endswith("float32")
        tried = [n for n in SHAPES if exact or n >= GUIDED_ROWS]
        return tuple(n for n in tried if n == GUIDED_ROWS or agrees(n))


def _padded(part: Tensor, rows: int) -> Tensor:
    missing = rows - len(part)
    return part if missing == 0 else torch.cat([part, part[-1:].expand(missing, *part.shape[1:])])


@once_per_process
def engine_for(name: str) -> AnyEngine:
    """The engine of a shipped checkpoint: made once per process, shared by all visitors."""
    checkpoint = load_checkpoint(name)
    if on_cluster():
        from explainer.models.remote import RemoteEngine  # which itself needs this module

        return RemoteEngine(checkpoint.card)
    return Engine(choose_backend(checkpoint), checkpoint.card.architecture)


def warm_up(name: str) -> None:
    """Load a checkpoint and run its network, so that the first visitor does not wait for it."""
    try:
        engine_for(name).warm_up()
    except UserError as error:  # the pages work without; whoever needs the network is told
        print(error, file=sys.stderr)
