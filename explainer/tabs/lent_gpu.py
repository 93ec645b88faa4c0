"""A GPU that the host lends for one call: ZeroGPU of Hugging Face, through its package `spaces`.

There, what is marked runs in a process of its own, which has the GPU; what it yields is sent back. Everywhere else
nothing changes. Its package wants to be imported before torch is.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

PACKAGE = "spaces"
LENT_SECONDS = 120  # at most, for one call; who waits for a GPU is asked for as much of their quota


def before_torch() -> None:
    """Import the host's package, where it has one; to be called first."""
    if importlib.util.find_spec(PACKAGE) is not None:
        importlib.import_module(PACKAGE)


def on_gpu(function: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """The function, on a lent GPU where the host lends one."""
    if importlib.util.find_spec(PACKAGE) is None:
        return function
    lent: Callable[P, Iterator[R]] = importlib.import_module(PACKAGE).GPU(duration=LENT_SECONDS)(
        function
    )
    return lent
