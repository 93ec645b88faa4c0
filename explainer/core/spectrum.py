"""Radial power spectra: how much of a picture is coarse and how much is fine."""

from __future__ import annotations

import torch
from torch import Tensor


def rings(vertical: Tensor, horizontal: Tensor) -> Tensor:
    """Which ring of frequency each pair of frequencies (h,), (w,) belongs to: (h, w) whole numbers, 0 in the middle."""
    return torch.hypot(vertical.double()[:, None], horizontal.double()[None, :]).round().long()


def ring_grid(size: int) -> Tensor:
    """Which ring each place of the transform of (size, size) pixels belongs to: (size, size) whole numbers."""
    frequencies = torch.fft.fftfreq(size, 1 / size, dtype=torch.float64)
    return rings(frequencies, frequencies)


def ring_sizes(size: int) -> Tensor:
    """How many waves each ring has, corners too: (rings,); together as many as there are pixels."""
    return torch.bincount(ring_grid(size).flatten())


def radial_cross(a: Tensor, b: Tensor, corners: bool = False) -> Tensor:
    """Mean of Re(A·B*) over each ring of frequencies, for square pictures (c, n, n): (n/2 + 1,) float64.

    Ring k holds k cycles per picture; the corners beyond n/2 are left out, unless they are asked for. With
    a = b it is the power spectrum, on a scale where white noise of variance 1 has power 1 everywhere. Since the
    transform is linear, the spectrum of s·a + r·b is s²·P(a,a) + r²·P(b,b) + 2sr·P(a,b), for any s and r.
    """
    size = a.shape[-1]
    product = (
        torch.fft.fft2(a.double(), norm="ortho") * torch.fft.fft2(b.double(), norm="ortho").conj()
    ).real.mean(0)
    ring = ring_grid(size).flatten()
    sums = torch.zeros(int(ring.max()) + 1, dtype=torch.float64)
    sums.index_add_(0, ring, product.flatten())
    mean: Tensor = sums / torch.bincount(ring)
    return mean if corners else mean[: size // 2 + 1]


def radial_power(x: Tensor, corners: bool = False) -> Tensor:
    """Power spectrum of a square picture (c, n, n) over rings of frequency: (n/2 + 1,) float64, or all rings."""
    return radial_cross(x, x, corners)


def keep_rings(x: Tensor, kept: Tensor) -> Tensor:
    """A square picture (c, n, n) of nothing but the waves on the `kept` rings, (rings,) of bool; ring 0 is its mean."""
    waves = torch.fft.fft2(x.double(), norm="ortho") * kept[ring_grid(x.shape[-1])]
    picture: Tensor = torch.fft.ifft2(waves, norm="ortho").real
    return picture.to(x.dtype)
