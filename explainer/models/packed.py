"""A network prepared for many calls on a processor: what need not be done at each of them is done once.

`prepare(unet)` changes a copy's modules in place; what they compute stays the same, up to rounding.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

from explainer.models.unet import UNet, Upsample

# of torch.ops.mkldnn: oneDNN, which convolves for torch on processors. What torch's own compiler uses, too
CONVOLVE = "_convolution_pointwise"
DOUBLE = "_convolution_transpose_pointwise"
ORDER_DOUBLING = "_reorder_convolution_transpose_weight"


def prepare(unet: UNet, example: tuple[Tensor, Tensor, Tensor]) -> None:
    """For calls like the example (x, k, condition); others work as well. Its weights are gone afterwards."""
    if not (torch.backends.mkldnn.is_available() and _has(CONVOLVE, DOUBLE, ORDER_DOUBLING)):
        return
    sizes = _input_sizes(unet, example)
    for module, size in sizes.items():
        if type(module) is Upsample:
            module.__class__ = _PackedUpsample
            cast(_PackedUpsample, module).pack(size)
    for module, size in sizes.items():
        if type(module) is nn.Conv2d and hasattr(module, "weight"):
            module.__class__ = _PackedConv
            cast(_PackedConv, module).pack(size)


def doubling_kernel(weight: Tensor) -> Tensor:
    """Repeating every pixel and convolving with `weight` (out, in, 3, 3), as one transposed convolution.

    Returns its kernel (in, out, 4, 4), for stride 2 and padding 1: each pixel of the small picture speaks to
    the 4 × 4 of the large one that its four copies would reach. Where copies of a pixel would be multiplied by
    several weights, it is multiplied by their sum: 16 products instead of 36.
    """
    kernel = weight.new_zeros(*weight.shape[:2], 4, 4)
    for row in range(2):
        for column in range(2):
            kernel[:, :, row : row + 3, column : column + 3] += weight.flip(2, 3)
    return kernel.transpose(0, 1).contiguous()


class _PackedConv(nn.Conv2d):
    """oneDNN keeps weights in an order of its own.

    Put into it once, not at every call, small batches take four fifths of the time.
    """

    _packed: Tensor

    def pack(self, size: torch.Size) -> None:
        weight = self.weight.detach().contiguous().to_mkldnn()
        reorder: Any = torch._C._nn.mkldnn_reorder_conv2d_weight
        self._packed = reorder(weight, *self._shape(), list(size))
        del self.weight

    def _shape(self) -> tuple[Any, ...]:
        return self.padding, self.stride, self.dilation, self.groups

    def forward(self, input: Tensor) -> Tensor:
        call = getattr(torch.ops.mkldnn, CONVOLVE)
        output: Tensor = call(input, self._packed, self.bias, *self._shape(), "none", [], "")
        return output


class _PackedUpsample(Upsample):
    """Doubles and convolves at once, with fewer than half of the products."""

    # padding, output padding, stride, dilation, groups
    _SHAPE = ([1, 1], [0, 0], [2, 2], [1, 1], 1)
    _packed: Tensor

    def pack(self, size: torch.Size) -> None:
        kernel = doubling_kernel(self.conv.weight.detach())
        self._packed = getattr(torch.ops.mkldnn, ORDER_DOUBLING)(kernel, *self._SHAPE, list(size))
        del self.conv.weight

    def forward(self, x: Tensor) -> Tensor:
        call = getattr(torch.ops.mkldnn, DOUBLE)
        output: Tensor = call(x, self._packed, self.conv.bias, *self._SHAPE, "none", [], "")
        return output


def _has(*names: str) -> bool:
    return all(hasattr(torch.ops.mkldnn, name) for name in names)


def _input_sizes(unet: UNet, example: tuple[Tensor, Tensor, Tensor]) -> dict[nn.Module, torch.Size]:
    """What each module that convolves is given."""
    sizes: dict[nn.Module, torch.Size] = {}
    hooks = [
        module.register_forward_pre_hook(lambda m, inputs: sizes.update({m: inputs[0].shape}))
        for module in unet.modules()
        if isinstance(module, nn.Conv2d | Upsample)
    ]
    with torch.inference_mode():
        unet(*example)
    for hook in hooks:
        hook.remove()
    return sizes
