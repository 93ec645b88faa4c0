"""Batching: one network call at a time in this process, and those that wait together are joined.

Every visitor's run calls from a thread of its own and has one call outstanding at a time, so turns are
fair from step to step: whoever was served goes to the end of the queue. A cancelled call leaves the queue
at once.

One thread makes the calls, with a team of threads where that is faster. Where it is not, whoever finds nobody else makes
the call itself: to hand it over and to wait would let the system move it to another core, which beside other programs is
often the one that they are on.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.batch import Computer, Piece, Request, compute_as_one, fair_pieces
from explainer.engines.threads import use_every_core
from explainer.engines.turns import TURNS
from explainer.engines.waiting import wait_until
from explainer.strings import Sentence

MAX_WAITING = 256  # calls; beyond it, a visitor is asked to come back later
CLOSE_SECONDS = 10  # that a call may still take when the process ends

T = TypeVar("T")


class Batcher:
    """A queue of network calls and the thread that makes them."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._max_waiting = max_waiting
        self._queue: list[Request] = []  # with rows that nobody computes yet
        self._unfinished: set[Request] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._computing = False  # in whichever thread
        # an interpreter that ends around a thread which is still inside torch ends with a crash
        atexit.register(self.close)

    def call(self, computer: Computer, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        """Wait for the result; UserError where too many wait already, else what the computer raises."""
        request = Request(computer, x, k, condition)
        try:
            if self._begins_alone(request):
                with TURNS.released():
                    self._compute([request.take(computer.max_rows)])
            else:
                self._enter(request)
                wait_until(request.finished.wait, partial(self._position, request))
        finally:
            self._leave(request)
        if request.error is not None:
            raise request.error
        return request.output

    def run(self, function: Callable[[], T]) -> T:
        """What a function returns that the thread of all calls runs when its turn comes."""
        if threading.current_thread() is self._thread:
            return function()
        job = _Job(function)
        self.call(job, *torch.zeros(3, 1, 1))
        return job.result

    def waiting(self, computer: Computer) -> int:
        """Calls for this computer with rows that nobody computes yet."""
        with self._changed:
            return sum(request.computer is computer for request in self._queue)

    def unfinished(self, computer: Computer) -> int:
        """Calls for this computer that run or wait."""
        with self._changed:
            return sum(request.computer is computer for request in self._unfinished)

    def close(self) -> None:
        """End the thread, after the call that somebody is at. A later call begins another."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._computing, CLOSE_SECONDS)
        if thread is not None:
            thread.join(CLOSE_SECONDS)

    def _begins_alone(self, request: Request) -> bool:
        """Whether this thread is to make a call itself: nobody else computes or waits, and one thread is enough."""
        rows, computer = len(request.x), request.computer
        with self._changed:
            if self._computing or self._queue or rows > computer.max_rows:
                return False
            self._computing = computer.anywhere(rows)
            if self._computing:
                self._unfinished.add(request)
            return self._computing

    def _compute(self, pieces: list[Piece]) -> None:
        """One call for all pieces, then it is the next one's turn."""
        try:
            _compute(pieces)
        finally:
            with self._changed:
                self._computing = False
                self._changed.notify_all()

    def _enter(self, request: Request) -> None:
        with self._changed:
            if len(self._queue) >= self._max_waiting:
                raise UserError(Sentence("error.busy"))
            self._queue.append(request)
            self._unfinished.add(request)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="network", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _leave(self, request: Request) -> None:
        with self._changed:
            self._unfinished.discard(request)
            if request in self._queue:
                self._queue.remove(request)

    def _position(self, request: Request) -> int:
        with self._changed:
            return self._queue.index(request) if request in self._queue else 0

    def _work(self) -> None:
        use_every_core()
        while pieces := self._next():
            self._compute(pieces)

    def _next(self) -> list[Piece]:
        """Rows for the next call, of the network whose turn it is; none when the thread is to end."""
        with self._changed:
            while self._thread is threading.current_thread() and (
                self._computing or not self._queue
            ):
                self._changed.wait()
            if self._thread is not threading.current_thread():
                return []
            self._computing = True
            computer = self._queue[0].computer
            candidates = [request for request in self._queue if request.computer is computer]
            pieces = fair_pieces(candidates, computer.max_rows)
            served = {piece.request for piece in pieces}
            # what remains of a large call waits behind the others
            others = [request for request in self._queue if request not in served]
            self._queue = others + [r for r in candidates if r in served and r.remaining]
            return pieces


def _compute(pieces: list[Piece]) -> None:
    """One call for all pieces, which are of one computer."""
    computer = pieces[0].request.computer
    try:
        outputs = compute_as_one(computer.compute, [piece.inputs for piece in pieces])
    except Exception as error:
        for piece in pieces:
            piece.fail(error)
        return
    for piece, output in zip(pieces, outputs, strict=True):
        piece.deliver(output)


@dataclass(eq=False)
class _Job(Generic[T]):
    """A function that stands in the queue like a call of one row."""

    function: Callable[[], T]
    result: T = field(init=False)
    max_rows: int = 1

    def anywhere(self, rows: int) -> bool:
        return False

    def compute(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        use_every_core()  # the call before may have been one for fewer
        self.result = self.function()
        return x


BATCHER = Batcher()
