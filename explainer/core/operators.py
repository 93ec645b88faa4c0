"""Operators: damage to a picture that is linear, y = A·x, and how much of it can be undone.

A picture that was made smaller, grey or soft, or that lost parts, is A·x for some linear map A. Whoever restores it
needs its pseudo-inverse A⁺, which keeps A·A⁺·A = A: A⁺·y is a picture with exactly this damage, and
(I − A⁺·A)·x is what the damage does not show of x (Wang et al. 2022, arXiv:2212.00490, section 3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from explainer.core.errors import UserError


class Operator(Protocol):
    """A linear map from pictures x (b, c, h, w) to what is left of them, y (b, c', h', w')."""

    def __call__(self, x: Tensor) -> Tensor:
        """A·x"""

    def adjoint(self, y: Tensor) -> Tensor:
        """Aᵀ·y, for which ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩; shaped like x."""

    def pseudo_inverse(self, y: Tensor) -> Tensor:
        """A⁺·y, the smallest of all x that come closest to y under A; shaped like x."""


@dataclass(frozen=True)
class BlockMean(Operator):
    """Fewer pixels: each is the mean of a block of `factor` × `factor`. Raises UserError if blocks do not fit."""

    factor: int

    def __call__(self, x: Tensor) -> Tensor:
        if x.shape[-1] % self.factor or x.shape[-2] % self.factor:
            raise UserError(f"A picture of {x.shape[-1]} pixels has no blocks of {self.factor}.")
        return avg_pool2d(x, self.factor)

    def adjoint(self, y: Tensor) -> Tensor:
        return self.pseudo_inverse(y) / self.factor**2

    def pseudo_inverse(self, y: Tensor) -> Tensor:
        return y.repeat_interleave(self.factor, -1).repeat_interleave(self.factor, -2)


@dataclass(frozen=True)
class Grey(Operator):
    """No colour: one channel, the mean of `channels`."""

    channels: int = 3

    def __call__(self, x: Tensor) -> Tensor:
        return x.mean(1, keepdim=True)

    def adjoint(self, y: Tensor) -> Tensor:
        return self.pseudo_inverse(y) / self.channels

    def pseudo_inverse(self, y: Tensor) -> Tensor:
        return y.expand(-1, self.channels, -1, -1).clone()


@dataclass(frozen=True, eq=False)
class Kept(Operator):
    """Missing places: `mask` is 1 where a picture is known and 0 elsewhere, shaped to multiply it, such as (h, w)."""

    mask: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return x * self.mask.to(x)

    def adjoint(self, y: Tensor) -> Tensor:
        return self(y)

    def pseudo_inverse(self, y: Tensor) -> Tensor:
        return self(y)


@dataclass(frozen=True, eq=False)
class CosineGain(Operator):
    """Every block of n × n pixels in cosine waves, each multiplied by its own `gain`, (n, n); 0 loses a wave.

    A block may be the whole picture. Raises UserError if blocks do not fit.
    """

    gain: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return self._scaled(x, self.gain)

    def adjoint(self, y: Tensor) -> Tensor:
        return self(y)  # Dᵀ·G·D with a diagonal G is symmetric

    def pseudo_inverse(self, y: Tensor) -> Tensor:
        lost = self.gain == 0
        return self._scaled(y, torch.where(lost, self.gain, 1 / self.gain))

    def _scaled(self, x: Tensor, gain: Tensor) -> Tensor:
        n = len(gain)
        b, c, h, w = x.shape
        if h % n or w % n:
            raise UserError(f"A picture of {w} pixels has no blocks of {n}.")
        waves = cosine_waves(n)
        blocks = x.double().view(b, c, h // n, n, w // n, n)
        coefficients = torch.einsum("ui,bcpiqj,vj->bcpuqv", waves, blocks, waves)
        scaled = coefficients * gain.double()[:, None, :]
        return torch.einsum("ui,bcpuqv,vj->bcpiqj", waves, scaled, waves).reshape(x.shape).to(x)


def cosine_waves(n: int) -> Tensor:
    """The orthonormal cosine transform (DCT-II) of n values, float64 (n, n): row u is the wave of u half cycles."""
    u, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)
    waves = torch.cos(math.pi * u * (i + 0.5) / n) * math.sqrt(2 / n)
    waves[0] = math.sqrt(1 / n)
    return waves


def blur(size: int, sigma: float, threshold: float = 0.02) -> CosineGain:
    """A Gaussian blur of `sigma` pixels in pictures of `size`, mirrored at the edges.

    A wave of which less than `threshold` would be left is lost: to bring it back would multiply all rounding by
    its inverse (a thresholded pseudo-inverse).
    """
    half_cycles = torch.arange(size, dtype=torch.float64) * math.pi / size
    response = torch.exp(-((sigma * half_cycles) ** 2) / 2)
    gain = response[:, None] * response
    return CosineGain(torch.where(gain < threshold, 0.0, gain))


def coarse_waves(block: int, kept: int) -> CosineGain:
    """Of every block only the `kept` coarsest diagonals of cosine waves, as in a JPEG of very low quality."""
    u = torch.arange(block)
    return CosineGain((u[:, None] + u < kept).double())


def missing_blocks(size: int, block: int, share: float, seed: int) -> Kept:
    """A mask that loses about this `share` of a picture, in blocks chosen by a seed. Raises UserError outside 0…1."""
    if not 0 <= share <= 1:
        raise UserError("The share that is lost must lie between 0 and 1.")
    across = -(-size // block)
    order = torch.randperm(across**2, generator=torch.Generator().manual_seed(seed))
    known = (order >= round(share * across**2)).view(across, across).float()
    return Kept(BlockMean(block).pseudo_inverse(known)[:size, :size])
