"""A call divided among threads by its rows: each computes some of them alone, and they meet once, at the end.

torch by itself divides every operation, so that its threads meet a hundred times in a call and each time wait for the
last. Beside others' threads that is often one that has lost its core.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache

import torch
from torch import Tensor

from explainer.engines.batch import Inputs
from explainer.engines.threads import use_threads

MOST_HELPERS = 1024  # more than any machine has cores

Compute = Callable[[Tensor, Tensor, Tensor], Tensor]


def divides(rows: int, threads: int, shapes: Collection[int]) -> bool:
    """Whether each of so many threads can have as many of a call's rows as the others, in one of these shapes."""
    return threads > 1 and rows % threads == 0 and rows // threads in shapes


def divided(compute: Compute, inputs: Inputs, threads: int) -> Tensor:
    """compute(*inputs), of which each thread computes as many rows; the calling thread is one of them.

    Calls of a piece's size must have been made before: what one of them prepares at the first, it may prepare in the
    thread that waits here for it.
    """
    rows = len(inputs[0]) // threads
    first, *others = zip(*(part.split(rows) for part in inputs), strict=True)
    done: list[Future[Tensor]] = []
    try:
        done += (_begun(compute, piece) for piece in others)
        output = _alone(compute, first)
    finally:
        wait(done)  # nobody computes any more once the call has ended, however it did
    return torch.cat([output, *(part.result() for part in done)])


def _begun(compute: Compute, piece: Inputs) -> Future[Tensor]:
    """A piece that a helper computes; this thread does where helpers take no more work, since the interpreter ends."""
    try:
        return _helpers().submit(_alone, compute, piece)
    except RuntimeError:
        done: Future[Tensor] = Future()
        done.set_result(_alone(compute, piece))
        return done


def _alone(compute: Compute, piece: Inputs) -> Tensor:
    use_threads(1)
    return compute(*piece)


@cache
def _helpers() -> ThreadPoolExecutor:
    """The threads that help those that make calls: another begins only where none is idle."""
    return ThreadPoolExecutor(MOST_HELPERS, "rows")
