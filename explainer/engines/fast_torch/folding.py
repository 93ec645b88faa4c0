"""A network with fewer operations: what follows from its weights alone is worked out once.

`folded(unet)` computes what the UNet computes, up to rounding, with other weights: every runtime on a processor is
the faster for it. The UNet stays as the papers have it, for reading, training and the weights' files. The same for a
codec: `folded_codec(decoder)`.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.networks.codec import Decoder, Encoder
from explainer.networks.foreign import AddingBlock
from explainer.networks.inside import Cut
from explainer.networks.unet import Attention, ResidualBlock, UNet, Upsample


def folded(unet: UNet) -> UNet:
    """A copy with the same inputs and outputs. Its weights fit no file."""
    result = copy.deepcopy(unet)
    for module in list(result.modules()):
        if type(module) is Upsample:
            module.__class__ = FoldedUpsample
            cast(FoldedUpsample, module).rewrite()
        elif type(module) is Attention:
            module.__class__ = FoldedAttention
            cast(FoldedAttention, module).rewrite()
    result.__class__ = FoldedUNet
    cast(FoldedUNet, result).rewrite()
    return result


def folded_codec(half: Encoder | Decoder) -> Encoder | Decoder:
    """A copy of one half of a codec with the same output: each doubling and the convolution behind it are one."""
    result = copy.deepcopy(half)
    layers: list[nn.Module] = []
    for layer in result.layers:
        if layers and type(layers[-1]) is nn.Upsample:
            layers[-1] = _doubling(layer)
        else:
            layers.append(layer)
    result.layers = nn.Sequential(*layers)
    return result


def doubling_kernel(weight: Tensor) -> Tensor:
    """Repeating every pixel and convolving with `weight` (out, in, 3, 3), as one transposed convolution.

    Returns its kernel (in, out, 4, 4), for stride 2 and padding 1: each pixel of the small picture adds to
    the 4 × 4 of the large one that its four copies would reach. Where copies of a pixel would be multiplied by
    several weights, it is multiplied by their sum: 16 products instead of 36.
    """
    kernel = weight.new_zeros(*weight.shape[:2], 4, 4)
    for row in range(2):
        for column in range(2):
            kernel[:, :, row : row + 3, column : column + 3] += weight.flip(2, 3)
    return kernel.transpose(0, 1).contiguous()


class FoldedUpsample(Upsample):
    """Doubles and convolves at once, with fewer than half of the products."""

    def rewrite(self) -> None:
        self.kernel = _constant(doubling_kernel(self.conv.weight))
        self.bias = self.conv.bias
        del self.conv

    def forward(self, x: Tensor) -> Tensor:
        return F.conv_transpose2d(x, self.kernel, self.bias, stride=2, padding=1)


def _doubling(conv: nn.Module) -> FoldedUpsample:
    """A convolution of 3×3 pixels, padded, that stands behind a doubling, with it."""
    doubling = FoldedUpsample(1)
    doubling.conv = cast(nn.Conv2d, conv)
    doubling.rewrite()
    return doubling


class FoldedUNet(UNet):
    """Projects the embedding for all blocks in one product. Only the readable UNet can be looked into."""

    time_projection: nn.Linear

    def rewrite(self) -> None:
        blocks = [module for module in self.modules() if isinstance(module, ResidualBlock)]
        projections: list[nn.Linear] = []
        for block in blocks:
            adds, begin = isinstance(block, AddingBlock), sum(p.out_features for p in projections)
            block.__class__ = FoldedBlock
            projections.append(cast(FoldedBlock, block).rewrite(adds, begin))
        self.time_projection = _side_by_side(projections)

    def embed(self, k: Tensor, condition: Tensor | None, cut: Cut) -> Tensor:
        projection: Tensor = self.time_projection(F.silu(super().embed(k, condition, cut)))
        return projection[:, :, None, None]


class FoldedBlock(ResidualBlock):
    """Scales and shifts once, not by the norm's own weights first."""

    _parts: list[slice]  # of the projection for all blocks: scale and shift, or what is added
    _adds: bool

    def rewrite(self, adds: bool, begin: int) -> nn.Linear:
        """This block's projection, to stand from place `begin` on in that for all blocks."""
        projection, c = self.time_emb_proj, self.norm2.num_channels
        self._parts = [slice(i, i + c) for i in range(begin, begin + projection.out_features, c)]
        self._adds = adds
        del self.time_emb_proj
        if adds:
            return projection
        # (γ·n + β)·(1 + s) + t = γ(1 + s)·n + (β(1 + s) + t), and s and t are linear in the embedding
        gamma, beta = self.norm2.weight, self.norm2.bias
        (scale, shift), (scale_0, shift_0) = projection.weight.chunk(2), projection.bias.chunk(2)
        weight = torch.cat([gamma[:, None] * scale, beta[:, None] * scale + shift])
        bias = torch.cat([gamma * (1 + scale_0), beta * (1 + scale_0) + shift_0])
        self.norm2 = _without_weights(self.norm2)
        return _linear(weight, bias)

    def modulate(self, h: Tensor, embedding: Tensor) -> Tensor:
        parts = [embedding[:, part] for part in self._parts]  # (b, c_out, 1, 1) each
        normed: Tensor = self.norm2(h + parts[0] if self._adds else h)
        return normed if self._adds else self.scale_and_shift(normed, *parts)

    def scale_and_shift(self, h: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        """scale · h + shift, with one of each for every channel."""
        return scale * h + shift


class FoldedAttention(Attention):
    """Projects by 1×1 convolutions, so that no tensor is put in another order.

    Queries, keys and values come of one of them, which knows the norm's weights and the scale of the products.
    """

    to_qkv: nn.Conv2d

    def rewrite(self) -> None:
        norm, c = self.group_norm, self.group_norm.num_channels
        qkv = _side_by_side([self.to_q, self.to_k, self.to_v])
        weight, bias = qkv.weight * norm.weight, qkv.bias + qkv.weight @ norm.bias
        scale = torch.ones_like(bias)
        scale[:c] = (c // self.heads) ** -0.5
        self.to_qkv = _conv_1x1(scale[:, None] * weight, scale * bias)
        out = cast(nn.Linear, self.to_out[0])
        self.to_out = nn.ModuleList([_conv_1x1(out.weight, out.bias)])
        self.group_norm = _without_weights(norm)
        del self.to_q, self.to_k, self.to_v

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.to_out[0](self.attended(x))
        return x + out

    def attended(self, x: Tensor) -> Tensor:
        """What each place takes from the others, (b, c, h, w)."""
        parts = self.to_qkv(self.group_norm(x)).chunk(3, dim=1)
        q, k, v = (part.unflatten(1, (self.heads, -1)).flatten(3) for part in parts)
        return self.attend(q, k, v).reshape(x.shape)

    def attend(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """Each (b, heads, c/heads, hw), as the result."""
        attention = (q.transpose(2, 3) @ k).softmax(3)  # (b, heads, hw, hw)
        return v @ attention.transpose(2, 3)


def _side_by_side(layers: Sequence[nn.Linear]) -> nn.Linear:
    """One layer with the outputs of several, for the same input."""
    return _linear(
        *(torch.cat([getattr(layer, n) for layer in layers]) for n in ("weight", "bias"))
    )


def _constant(values: Tensor) -> nn.Parameter:
    return nn.Parameter(values.detach(), requires_grad=False)


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    layer = nn.Linear(weight.shape[1], weight.shape[0], device="meta")
    layer.weight, layer.bias = _constant(weight), _constant(bias)
    return layer


def _conv_1x1(weight: Tensor, bias: Tensor) -> nn.Conv2d:
    """A linear layer, (out, in), as a 1×1 convolution."""
    layer = nn.Conv2d(weight.shape[1], weight.shape[0], 1, device="meta")
    layer.weight, layer.bias = _constant(weight[:, :, None, None]), _constant(bias)
    return layer


def _without_weights(norm: nn.GroupNorm) -> nn.GroupNorm:
    return nn.GroupNorm(norm.num_groups, norm.num_channels, norm.eps, affine=False)
