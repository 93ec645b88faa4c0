"""A folded network prepared for many calls on a processor by torch: what oneDNN does better is called directly.

`prepare(network)` changes its modules in place; what they compute stays the same, up to rounding.
"""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.folding import FoldedAttention, FoldedBlock, FoldedUpsample
from explainer.networks.codec import Block

# features of fewer channels are scaled a row of pixels at a time: by single pixels it takes up to four times as long
NARROW = 64


def prepare(network: nn.Module, example: tuple[Tensor, ...]) -> None:
    """For calls like the example, (x, k, condition) or a codec's (x,); others work as well. Its weights are gone afterwards."""
    for module, size in _input_sizes(network, example).items():
        if type(module) is FoldedUpsample:
            module.__class__ = _PackedUpsample
            cast(_PackedUpsample, module).pack(size)
        elif type(module) is nn.Conv2d:
            module.__class__ = _PackedConv
            cast(_PackedConv, module).pack(size)
    for module in network.modules():
        if type(module) is FoldedBlock:
            module.__class__ = _PackedBlock
        elif type(module) is FoldedAttention:
            module.__class__ = _PackedAttention
        elif type(module) is Block:
            module.__class__ = _PackedCodecBlock


class _PackedConv(nn.Conv2d):
    """Keeps its weights in the order in which they are read."""

    _packed: Tensor  # a buffer: a trace takes up no other tensor in such an order

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


class _PackedUpsample(FoldedUpsample):
    """Keeps its kernel in the order in which it is read."""

    _packed: Tensor

    def pack(self, size: torch.Size) -> None:
        packed = onednn.ordered_for_doubling(self.kernel, size)
        self.register_buffer("_packed", packed, persistent=False)
        del self.kernel

    def forward(self, x: Tensor) -> Tensor:
        return onednn.double(x, self._packed, self.bias)


class _PackedBlock(FoldedBlock):
    """Writes over what nobody reads any more, and adds while it convolves."""

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x), inplace=True))
        h = F.silu(self.modulate(h, embedding), inplace=True)
        return cast(_PackedConv, self.conv2).added_to(self.conv_shortcut(x), h)

    def scale_and_shift(self, h: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        if self.norm2.num_channels < NARROW:
            scale, shift = (_along(values, h.shape[3]) for values in (scale, shift))
        return torch.addcmul(shift, h, scale, out=h)


def _along(values: Tensor, width: int) -> Tensor:
    """(b, c, 1, 1) → (b, c, 1, width), written out."""
    row = values.expand(-1, -1, 1, width)
    return row.contiguous(memory_format=torch.channels_last)


class _PackedAttention(FoldedAttention):
    """Attends by torch's own function, and adds while it convolves."""

    def forward(self, x: Tensor) -> Tensor:
        return cast(_PackedConv, self.to_out[0]).added_to(x, self.attended(x))

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q, k, v = (part.transpose(2, 3) for part in (q, k, v))  # (b, heads, hw, c/heads)
        return F.scaled_dot_product_attention(q, k, v, scale=1.0).transpose(2, 3)


class _PackedCodecBlock(Block):
    """Writes over what nobody reads any more, and adds while it convolves."""

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x), inplace=True))
        h = F.silu(self.norm2(h), inplace=True)
        return cast(_PackedConv, self.conv2).added_to(x, h)


def _input_sizes(network: nn.Module, example: tuple[Tensor, ...]) -> dict[nn.Module, torch.Size]:
    """What each module that convolves is given."""
    sizes: dict[nn.Module, torch.Size] = {}
    hooks = [
        module.register_forward_pre_hook(lambda m, inputs: sizes.update({m: inputs[0].shape}))
        for module in network.modules()
        if isinstance(module, nn.Conv2d | FoldedUpsample)
    ]
    with torch.inference_mode():
        network(*example)
    for hook in hooks:
        hook.remove()
    return sizes
