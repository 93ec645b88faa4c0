"""A network prepared for many calls on a processor: what need not be done at each of them is done once.

`prepare(unet)` changes a copy's modules in place; what they compute stays the same, up to rounding.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.models import onednn
from explainer.models.unet import Attention, ResidualBlock, UNet, Upsample


def prepare(unet: UNet, example: tuple[Tensor, Tensor, Tensor]) -> None:
    """For calls like the example (x, k, condition); others work as well. Its weights are gone afterwards."""
    if not onednn.available(unet.conv_in.weight.dtype):
        return
    for module, size in _input_sizes(unet, example).items():
        if type(module) is Upsample:
            module.__class__ = _PackedUpsample
            cast(_PackedUpsample, module).pack(size)
        elif type(module) is nn.Conv2d and hasattr(module, "weight"):  # else an Upsample took it
            module.__class__ = _PackedConv
            cast(_PackedConv, module).pack(size)
    for module in list(unet.modules()):
        if type(module) is Attention:
            module.__class__ = _PackedAttention
            cast(_PackedAttention, module).pack()
    unet.__class__ = _PackedUNet
    cast(_PackedUNet, unet).pack()


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
    """Keeps its weights in the order in which they are read."""

    _packed: Tensor  # a buffer: a recording takes up no other tensor in such an order

    def pack(self, size: torch.Size) -> None:
        packed = onednn.ordered(self.weight, *self._shape(), size)
        self.register_buffer("_packed", packed, persistent=False)
        del self.weight

    def _shape(self) -> tuple[list[int], list[int]]:
        return list(cast(tuple[int, ...], self.padding)), list(self.stride)

    def forward(self, input: Tensor) -> Tensor:
        return onednn.convolve(input, self._packed, self.bias, *self._shape())

    def added_to(self, other: Tensor, input: Tensor) -> Tensor:
        """other + self(input)."""
        return onednn.add_convolved(other, input, self._packed, self.bias, *self._shape())


class _PackedUpsample(Upsample):
    """Doubles and convolves at once, with fewer than half of the products."""

    _packed: Tensor

    def pack(self, size: torch.Size) -> None:
        packed = onednn.ordered_for_doubling(doubling_kernel(self.conv.weight.detach()), size)
        self.register_buffer("_packed", packed, persistent=False)
        del self.conv.weight

    def forward(self, x: Tensor) -> Tensor:
        return onednn.double(x, self._packed, self.conv.bias)


class _PackedUNet(UNet):
    """Tells all blocks of timestep and condition in one product."""

    _tell: nn.Linear

    def pack(self) -> None:
        blocks = [module for module in self.modules() if type(module) is ResidualBlock]
        self._tell = _side_by_side([block.time_emb_proj for block in blocks])
        begin = 0
        for block in blocks:
            end = begin + block.time_emb_proj.out_features
            block.__class__ = _PackedBlock
            cast(_PackedBlock, block).pack(slice(begin, end))
            begin = end

    def embed(self, k: Tensor, condition: Tensor | None) -> Tensor:
        said: Tensor = self._tell(F.silu(super().embed(k, condition)))
        return said


class _PackedBlock(ResidualBlock):
    """Writes over what nobody reads any more, and adds while it convolves."""

    _part: slice  # of what all blocks are told

    def pack(self, part: slice) -> None:
        self._part = part
        del self.time_emb_proj

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x), inplace=True))
        h = F.silu(self.told(h, embedding[:, self._part]), inplace=True)
        return cast(_PackedConv, self.conv2).added_to(self.conv_shortcut(x), h)

    def told(self, h: Tensor, said: Tensor) -> Tensor:
        if self.adds:
            return super().told(h, said)
        scale, shift = said[:, :, None, None].chunk(2, dim=1)
        h = self.norm2(h)
        return torch.addcmul(shift, h, 1 + scale, out=h)


class _PackedAttention(Attention):
    """Queries, keys and values by one product."""

    _ask: nn.Linear

    def pack(self) -> None:
        self._ask = _side_by_side([self.to_q, self.to_k, self.to_v])
        del self.to_q, self.to_k, self.to_v

    def asked(self, tokens: Tensor) -> Sequence[Tensor]:
        parts: Sequence[Tensor] = self._ask(tokens).chunk(3, dim=2)
        return parts


def _side_by_side(layers: Sequence[nn.Linear]) -> nn.Linear:
    """One layer with the outputs of several, for the same input."""
    joined = copy.copy(layers[0])  # of the same class: its products may be steadied
    joined.out_features = sum(layer.out_features for layer in layers)
    joined._parameters = {
        name: nn.Parameter(torch.cat([getattr(layer, name) for layer in layers]))
        for name in ("weight", "bias")
    }
    return joined


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
