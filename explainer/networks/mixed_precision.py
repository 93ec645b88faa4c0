"""Mixed precision: in which format each part of a network computes while it learns.

`torch.autocast` computes in bfloat16 what gains by it. On a processor that is too much: attention's gradient and the
group norm take several times as long there as in float32 (benchmarks/training_speed.py). Both stay in float32, as the
norm does on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

_IN_FLOAT32: frozenset[Callable[..., Any]] = frozenset(
    {F.scaled_dot_product_attention, F.group_norm}
)


@contextmanager
def mixed_precision(device: torch.device, dtype: torch.dtype) -> Iterator[None]:
    """Compute in `dtype` what is as good and faster so; everything in float32 if that is it."""
    with ExitStack() as stack:
        if dtype != torch.float32:
            stack.enter_context(torch.autocast(device.type, dtype))
            if device.type == "cpu":
                stack.enter_context(_Float32())
        yield


class _Float32(TorchFunctionMode):
    """Gives some functions float32, whatever format their arguments come in."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func not in _IN_FLOAT32:
            return func(*args, **kwargs)
        with torch.autocast("cpu", enabled=False):
            return func(*map(_widened, args), **{k: _widened(v) for k, v in kwargs.items()})


def _widened(argument: Any) -> Any:
    return argument.float() if isinstance(argument, Tensor) else argument
