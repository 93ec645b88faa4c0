"""Batching: one thread makes all network calls of the process, and joins those that wait together.

Every visitor's run asks from a thread of its own and has one call outstanding at a time, so turns are
fair from step to step: whoever was served goes to the end of the queue. A call that is given up leaves
the queue at once.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.threads import use_every_core
from explainer.engines.turns import TURNS
from explainer.strings import Sentence

MAX_WAITING = 256  # calls; beyond it, a visitor is told to come back later
CLOSING = 10  # seconds that a call may still take when the process ends
TELL_EVERY = 0.25  # seconds between two words to somebody who waits

T = TypeVar("T")
Inputs = tuple[Tensor, Tensor, Tensor]  # x (b, c, h, w), k (b,), condition (b, d)

_listener: ContextVar[Callable[[int], None] | None] = ContextVar("listener", default=None)


class Computer(Protocol):
    """What the thread calls: at most `max_rows` rows of x (b, c, h, w), k (b,), condition (b, d)."""

    @property
    def max_rows(self) -> int: ...

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor: ...


@contextmanager
def on_queue_position(tell: Callable[[int], None]) -> Iterator[None]:
    """While this thread waits for the network, call `tell` with the number of calls before its own.

    What `tell` raises gives the call up: that is how a run is stopped while it waits.
    """
    token = _listener.set(tell)
    try:
        yield
    finally:
        _listener.reset(token)


def wait_until(finished: Callable[[float | None], bool], before: Callable[[], int]) -> None:
    """Wait until `finished` is true, telling this thread's listener how many calls are before its own.

    `finished` waits itself, for at most as many seconds as it is given, or without end for None.
    """
    tell = _listener.get()
    while True:
        with TURNS.released():
            if finished(TELL_EVERY if tell else None):
                return
        if tell:
            tell(before())


@dataclass(eq=False)
class Request:
    """A network call that waits, or of which some rows are computed."""

    computer: Computer
    x: Tensor
    k: Tensor
    condition: Tensor
    outputs: list[Tensor] = field(default_factory=list)
    begun: int = 0  # rows
    error: Exception | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    @property
    def output(self) -> Tensor:
        """What was computed, when it is finished."""
        return self.outputs[0] if len(self.outputs) == 1 else torch.cat(self.outputs)

    @property
    def left(self) -> int:
        """Rows that nobody computes yet."""
        return len(self.x) - self.begun

    def take(self, most: int) -> Piece:
        """The next rows, at most so many."""
        first, self.begun = self.begun, min(self.begun + most, len(self.x))
        return Piece(self, slice(first, self.begun))


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows of a request that share a call with rows of others."""

    request: Request
    rows: slice

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


class Batcher:
    """A queue of network calls and the thread that makes them."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._max_waiting = max_waiting
        self._queue: list[Request] = []  # with rows that nobody computes yet
        self._unfinished: set[Request] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def call(self, computer: Computer, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """Wait for the result; UserError where too many wait already, else what the computer raises."""
        request = Request(computer, x, k, condition)
        self._enter(request)
        try:
            self._wait(request)
        finally:
            self._leave(request)
        if request.error is not None:
            raise request.error
        return request.output

    def run(self, job: Callable[[], T]) -> T:
        """What a job returns that the thread of all calls does when its turn comes."""
        if threading.current_thread() is self._thread:
            return job()
        errand = _Errand(job)
        self.call(errand, *torch.zeros(3, 1, 1))
        return errand.result

    def waiting(self, computer: Computer) -> int:
        """Calls for this computer with rows that nobody computes yet."""
        with self._changed:
            return sum(request.computer is computer for request in self._queue)

    def unfinished(self, computer: Computer) -> int:
        """Calls for this computer that run or wait."""
        with self._changed:
            return sum(request.computer is computer for request in self._unfinished)

    def close(self) -> None:
        """End the thread, after the call that it is at. A later call begins another."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._changed.notify_all()
        if thread is not None:
            thread.join(CLOSING)

    def _enter(self, request: Request) -> None:
        with self._changed:
            if len(self._queue) >= self._max_waiting:
                raise UserError(Sentence("error.busy"))
            self._queue.append(request)
            self._unfinished.add(request)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="network", daemon=True)
                self._thread.start()
                # an interpreter that ends around a thread which is still inside torch ends with a crash
                atexit.register(self.close)
            self._changed.notify()

    def _leave(self, request: Request) -> None:
        with self._changed:
            self._unfinished.discard(request)
            if request in self._queue:
                self._queue.remove(request)

    def _wait(self, request: Request) -> None:
        wait_until(request.finished.wait, partial(self._before, request))

    def _before(self, request: Request) -> int:
        with self._changed:
            return self._queue.index(request) if request in self._queue else 0

    def _work(self) -> None:
        use_every_core()
        while pieces := self._next():
            self._compute(pieces)

    def _next(self) -> list[Piece]:
        """Rows for the next call, of the network whose turn it is; none when the thread is to end."""
        with self._changed:
            while not self._queue and self._thread is threading.current_thread():
                self._changed.wait()
            if self._thread is not threading.current_thread():
                return []
            computer = self._queue[0].computer
            asked = [request for request in self._queue if request.computer is computer]
            pieces = _shared_out(asked, computer.max_rows)
            served = {piece.request for piece in pieces}
            # what is left of a large call waits behind the others
            others = [request for request in self._queue if request not in served]
            self._queue = others + [r for r in asked if r in served and r.left]
            return pieces

    def _compute(self, pieces: list[Piece]) -> None:
        computer = pieces[0].request.computer
        try:
            outputs = joined(computer.compute, [piece.inputs for piece in pieces])
        except Exception as error:
            for piece in pieces:
                piece.fail(error)
            return
        for piece, output in zip(pieces, outputs, strict=True):
            piece.deliver(output)


@dataclass(eq=False)
class _Errand(Generic[T]):
    """A job that stands in the queue like a call of one row."""

    job: Callable[[], T]
    result: T = field(init=False)
    max_rows: int = 1

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        self.result = self.job()
        return x


def joined(compute: Callable[..., Tensor], calls: Sequence[Inputs]) -> Sequence[Tensor]:
    """The outputs of several calls, computed as one."""
    if len(calls) == 1:
        return [compute(*calls[0])]
    x, k, condition = (torch.cat(column) for column in zip(*calls, strict=True))
    outputs: Sequence[Tensor] = compute(x, k, condition).split([len(call[0]) for call in calls])
    return outputs


def _shared_out(asked: list[Request], room: int) -> list[Piece]:
    """Fill a call: first an equal share for everybody, in turn, then whatever fits.

    The least share is a guided picture's two rows, so that many visitors do not halve their calls.
    """
    pieces = []
    for most in (max(room // len(asked), 2), room):
        for request in asked:
            if room and request.left:
                pieces.append(request.take(min(most, room)))
                room -= pieces[-1].rows.stop - pieces[-1].rows.start
    return pieces


BATCHER = Batcher()
