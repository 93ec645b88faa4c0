"""oneDNN, with which torch convolves on processors, called directly, as torch's own compiler does.

It keeps weights in an order of its own. Put into it once, not at every call, small batches take four fifths of
the time. A trace can take up these calls only scripted.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from explainer.engines.fast_torch.tracing import F, scripted

NEEDED = (
    "_convolution_pointwise",
    "_convolution_transpose_pointwise",
    "_reorder_convolution_transpose_weight",
    "_is_mkldnn_bf16_supported",
)


def available(dtype: torch.dtype = torch.float32) -> bool:
    """Whether this torch has the library and what is called here, and it knows the format on this processor."""
    if not torch.backends.mkldnn.is_available():
        return False
    has = all(hasattr(torch.ops.mkldnn, name) for name in NEEDED)
    return has and (dtype == torch.float32 or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported()))


def _scripted(function: F) -> F:
    return scripted(function) if available() else function


def ordered(weight: Tensor, padding: list[int], stride: list[int], size: torch.Size) -> Tensor:
    """A convolution's weight in the library's order for inputs of such a size."""
    reorder: Any = torch._C._nn.mkldnn_reorder_conv2d_weight
    plain = weight.detach().contiguous().to_mkldnn()
    result: Tensor = reorder(plain, padding, stride, [1, 1], 1, list(size))
    return result


def ordered_for_doubling(kernel: Tensor, size: torch.Size) -> Tensor:
    """The kernel (in, out, 4, 4) of `double` in the library's order for inputs of such a size."""
    reorder: Any = torch.ops.mkldnn._reorder_convolution_transpose_weight
    result: Tensor = reorder(kernel, [1, 1], [0, 0], [2, 2], [1, 1], 1, list(size))
    return result


@_scripted
def convolve(
    x: Tensor, ordered: Tensor, bias: Tensor | None, padding: list[int], stride: list[int]
) -> Tensor:
    """The convolution of x with an ordered weight."""
    none: list[int | float | complex | None] = []
    output: Tensor = torch.ops.mkldnn._convolution_pointwise(
        x, ordered, bias, padding, stride, [1, 1], 1, "none", none, ""
    )
    return output


@_scripted
def add_convolved(
    other: Tensor,
    x: Tensor,
    ordered: Tensor,
    bias: Tensor | None,
    padding: list[int],
    stride: list[int],
) -> Tensor:
    """other + convolve(x, ...), added while it convolves."""
    none: list[int | float | complex | None] = []
    output: Tensor = torch.ops.mkldnn._convolution_pointwise(
        x, other, ordered, bias, padding, stride, [1, 1], 1, "add", 1, None, none, None
    )
    return output


@_scripted
def double(x: Tensor, ordered: Tensor, bias: Tensor | None) -> Tensor:
    """The transposed convolution of stride 2 and padding 1, (b, c, h, w) → (b, c', 2h, 2w)."""
    none: list[int | float | complex | None] = []
    output: Tensor = torch.ops.mkldnn._convolution_transpose_pointwise(
        x, ordered, bias, [1, 1], [0, 0], [2, 2], [1, 1], 1, "none", none, ""
    )
    return output
