"""Traces: the operations of a network, noted once and run without Python.

Between two operations of a network that is written in Python, its thread gives the interpreter up and has to get it
back. Where thirty visitors' threads want it too, such a network stands still half of the time. A
trace needs the interpreter at its beginning and at its end. Alone, a small network takes two thirds of the time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

F = TypeVar("F", bound=Callable[..., Tensor])


def scripted(function: F) -> F:
    """A function whose decisions are taken at each call, though it is a part of a trace."""
    script: Any = torch.jit.script
    result: F = script(function)
    return result


@torch.inference_mode()
def traced(network: nn.Module, example: tuple[Tensor, ...]) -> Callable[..., Tensor]:
    """What the network does with the example: (x, k, condition), always with a condition, or a codec's (x,).

    Any number of rows may be given to it, but for an example of one.
    """
    with warnings.catch_warnings():
        # it warns of decisions, which `scripted` takes, and of its successor, which wants a C++ compiler
        warnings.simplefilter("ignore")
        trace: Any = torch.jit.trace
        result: Callable[..., Tensor] = trace(network, example, check_trace=False)
    return result
