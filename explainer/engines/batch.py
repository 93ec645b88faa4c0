"""Batches: network calls that wait are cut into pieces, and pieces of several are computed as one call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor

Inputs = tuple[Tensor, Tensor, Tensor]  # x (b, c, h, w), k (b,), condition (b, d)


class Computer(Protocol):
    """What makes a call: at most `max_rows` rows of x (b, c, h, w), k (b,), condition (b, d)."""

    @property
    def max_rows(self) -> int: ...

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...

    def anywhere(self, rows: int) -> bool:
        """Whether a call of so many rows can be made in any thread, as one thread is enough for it."""
        ...


@dataclass(eq=False)
class Request:
    """A network call that waits, or of which some rows are computed."""

    computer: Computer
    x: Tensor
    k: Tensor
    condition: Tensor
    outputs: list[Tensor] = field(default_factory=list)
    started: int = 0  # rows
    error: Exception | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def output(self) -> Tensor:
        """What was computed, when it is finished."""
        return self.outputs[0] if len(self.outputs) == 1 else torch.cat(self.outputs)

    @property
    def remaining(self) -> int:
        """Rows that nobody computes yet."""
        return len(self.x) - self.started

    def take(self, max_rows: int) -> Piece:
        """The next rows, at most so many."""
        first, self.started = self.started, min(self.started + max_rows, len(self.x))
        return Piece(self, slice(first, self.started))


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows of a request that share a call with rows of others."""

    request: Request
    rows: slice

    def __len__(self) -> int:
        return int(self.rows.stop - self.rows.start)

    @property
    def inputs(self) -> Inputs:
        """These rows of the request's x, k and condition."""
        request = self.request
        return request.x[self.rows], request.k[self.rows], request.condition[self.rows]

    def deliver(self, output: Tensor) -> None:
        """Hand over what was computed for these rows, after all rows before them."""
        self.request.outputs.append(output)
        if self.rows.stop == len(self.request.x):
            self.request.finished.set()

    def fail(self, error: Exception) -> None:
        """These rows cannot be computed."""
        self.request.error = error
        self.request.finished.set()


def fair_pieces(requests: Sequence[Request], room: int) -> list[Piece]:
    """Fill a call of `room` rows: first an equal share for every request, in turn, then whatever fits.

    The least share is a guided picture's two rows, so that many visitors do not halve their calls.
    """
    pieces = []
    for share in (max(room // len(requests), 2), room):
        for request in requests:
            if room and request.remaining:
                pieces.append(request.take(min(share, room)))
                room -= len(pieces[-1])
    return pieces


def compute_as_one(compute: Callable[..., Tensor], calls: Sequence[Inputs]) -> Sequence[Tensor]:
    """The outputs of several calls, computed as one."""
    if len(calls) == 1:
        return [compute(*calls[0])]
    x, k, condition = (torch.cat(column) for column in zip(*calls, strict=True))
    outputs: Sequence[Tensor] = compute(x, k, condition).split([len(call[0]) for call in calls])
    return outputs
