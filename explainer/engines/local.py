"""The engine of this process: a backend behind the one thread of all network calls.

That thread joins the calls of all visitors; a picture's numbers do not depend on its company.
"""

from __future__ import annotations

import time

import torch
from torch import Tensor

from explainer.engines.backends import Backend
from explainer.engines.batch import Inputs
from explainer.engines.batching import BATCHER
from explainer.engines.dividing import divided, divides
from explainer.engines.engine import Engine
from explainer.engines.example import GUIDED_ROWS, CallShape, example_inputs
from explainer.engines.notes import fingerprint
from explainer.engines.teams import Teams
from explainer.engines.threads import use_threads

# rows of a call: few shapes, so that a library prepares few. Sixteen rows are as cheap per row as more
SHAPES = (1, 2, 4, 8, 12, 16)
GPU_SHAPES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class LocalEngine(Engine):
    """A backend behind the queue that all visitors share, in batches and by teams whose size changes no bit.

    `identity` says what is computed, so that the best teams are remembered.
    """

    def __init__(self, backend: Backend, config: CallShape, identity: str = "") -> None:
        super().__init__(config)
        self._backend = backend
        shared = "rows" if backend.by_rows else "operations"
        key = fingerprint([identity, backend.name, torch.__version__, shared]) if identity else ""
        self._teams = Teams(backend.teams, key)
        self._surest = 1 if backend.by_rows else min(backend.teams)
        self._trusted: set[tuple[int, int]] = set()  # (rows, team) that gave the same
        self._shapes_checked = backend.name.split()[1] != "cpu"
        # on a processor the others are checked at the first call, in the thread that makes all of them
        self._shapes: tuple[int, ...] = GPU_SHAPES if self._shapes_checked else (GUIDED_ROWS,)

    @property
    def name(self) -> str:
        return self._backend.name

    @property
    def max_rows(self) -> int:
        return self._shapes[-1]

    @property
    def waiting(self) -> int:
        return BATCHER.unfinished(self)

    def call_sizes(self, pictures: int) -> list[int]:
        return [self._padded_to(rows) for rows in super().call_sizes(pictures)]

    def _padded_to(self, rows: int) -> int:
        """The shape that a call of so many rows has."""
        return next(n for n in self._shapes if n >= rows)

    def _predict(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        return BATCHER.call(self, x, k, condition)

    def anywhere(self, rows: int) -> bool:
        own_way = self.name.split()[1] != "cpu" or torch.get_num_threads() > 1
        return (
            not own_way and self._shapes_checked and self._teams.settled(self._padded_to(rows)) == 1
        )

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """Call the backend, padded to one of the shapes. No two at a time, and where `anywhere` says no, only in the
        thread of all calls."""
        if not self._shapes_checked:
            self._shapes, self._shapes_checked = self._agreeing_shapes(), True
        rows = self._padded_to(len(x))
        padded = _padded(x, rows), _padded(k, rows), _padded(condition, rows)
        team = self._teams.next(rows)
        output, seconds = self._timed(padded, team)
        if not self._agrees(padded, output, team):
            self._teams.drop(rows, team)
            output, seconds = self._timed(padded, self._surest)
        else:
            self._teams.note(rows, team, seconds)
        self.call_times.note(rows, seconds)
        return output[: len(x)]

    def threads(self, rows: int = GUIDED_ROWS) -> int:
        """How many compute such a call, as far as is known by now."""
        return self._teams.best(self._padded_to(min(rows, self.max_rows)))

    def threads_found(self, pictures: int) -> int | None:
        rows = GUIDED_ROWS * pictures
        if self.name.split()[1] != "cpu" or not self._shapes_checked or rows > self.max_rows:
            return None
        return self._teams.found(self._padded_to(rows))

    def _timed(self, inputs: Inputs, team: int) -> tuple[Tensor, float]:
        by_rows = self._backend.by_rows and divides(len(inputs[0]), team, self._shapes)
        use_threads(1 if by_rows else team)
        begin = time.perf_counter()
        output = divided(self._backend, inputs, team) if by_rows else self._backend(*inputs)
        return output, time.perf_counter() - begin

    def _agrees(self, inputs: Inputs, output: Tensor, team: int) -> bool:
        """Whether a team gives what the surest one gives, bit for bit: looked at once for each size of a call."""
        rows = len(inputs[0])
        if team == self._surest or (rows, team) in self._trusted:
            return True
        expected, _ = self._timed(inputs, self._surest)
        if torch.equal(output, expected):
            self._trusted.add((rows, team))
            return True
        return False

    def compute_all(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """The same for any number of rows."""
        parts = zip(*(part.split(self.max_rows) for part in (x, k, condition)), strict=True)
        return torch.cat([self.compute(*part) for part in parts])

    def _agreeing_shapes(self) -> tuple[int, ...]:
        """The shapes in which a row comes out bit for bit as in a call of a guided picture.

        Libraries choose other ways, with other rounding, for small and large batches. A coarse format hides
        that from most examples; there, a single row, for which the ways differ most, is not tried.
        """
        example = example_inputs(self._config, max(SHAPES))
        use_threads(self._surest)
        reference = self._backend(*(part[:GUIDED_ROWS] for part in example))

        def agrees(rows: int) -> bool:  # at the beginning of the batch and at its end
            inputs = (torch.cat([part[: rows - 1], part[1:2]]) for part in example)
            output = self._backend(*inputs)
            first = torch.equal(output[: rows - 1][:GUIDED_ROWS], reference[: rows - 1])
            return first and torch.equal(output[-1], reference[1])

        exact = self.name.endswith("float32")
        candidates = [n for n in SHAPES if exact or n >= GUIDED_ROWS]
        return tuple(n for n in candidates if n == GUIDED_ROWS or agrees(n))


def _padded(part: Tensor, rows: int) -> Tensor:
    missing = rows - len(part)
    return part if missing == 0 else torch.cat([part, part[-1:].expand(missing, *part.shape[1:])])
