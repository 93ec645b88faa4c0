"""A call divided among threads by its rows: each computes some of them alone, and they meet once, at the end.

torch by itself divides every operation, so that its threads meet a hundred times in a call and each time wait for the
last. Beside others' threads that is often one that has lost its core.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache

import torch
from torch import Tensor

from explainer.engines.batch import Inputs
from explainer.engines.threads import use_threads

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
    others_done = [_helpers(threads - 1).submit(_alone, compute, piece) for piece in others]
    try:
        output = _alone(compute, first)
    finally:
        wait(others_done)  # nobody computes any more once the call has ended, however it did
    return torch.cat([output, *(done.result() for done in others_done)])


def _alone(compute: Compute, piece: Inputs) -> Tensor:
    use_threads(1)
    return compute(*piece)


@cache
def _helpers(threads: int) -> ThreadPoolExecutor:
    """So many threads, which help the one that makes a call."""
    return ThreadPoolExecutor(threads, "rows")
