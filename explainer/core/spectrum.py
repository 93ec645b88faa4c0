"""Radial power spectra: how much of a picture is coarse and how much is fine."""

from __future__ import annotations

import torch
from torch import Tensor


def rings(vertical: Tensor, horizontal: Tensor) -> Tensor:
    """Which ring of frequency each pair of frequencies (h,), (w,) belongs to: (h, w) whole numbers, 0 in the middle."""
    return torch.hypot(vertical.double()[:, None], horizontal.double()[None, :]).round().long()


def radial_cross(a: Tensor, b: Tensor) -> Tensor:
    """Mean of Re(A·B*) over each ring of frequencies, for square pictures (c, n, n): (n/2 + 1,) float64.

    Ring k holds k cycles per picture; the corners beyond n/2 are left out. With a = b it is the power
    spectrum, on a scale where white noise of variance 1 has power 1 everywhere. Since the transform is
    linear, the spectrum of s·a + r·b is s²·P(a,a) + r²·P(b,b) + 2sr·P(a,b), for any s and r.
    """
    size = a.shape[-1]
    product = (
        torch.fft.fft2(a.double(), norm="ortho") * torch.fft.fft2(b.double(), norm="ortho").conj()
    ).real.mean(0)
    frequencies = torch.fft.fftfreq(size, 1 / size, dtype=torch.float64)
    ring = rings(frequencies, frequencies).flatten()
    sums = torch.zeros(int(ring.max()) + 1, dtype=torch.float64)
    count = sums.clone()
    sums.index_add_(0, ring, product.flatten())
    count.index_add_(0, ring, torch.ones_like(product.flatten()))
    return (sums / count)[: size // 2 + 1]


def radial_power(x: Tensor) -> Tensor:
    """Power spectrum of a square picture (c, n, n) over rings of frequency: (n/2 + 1,) float64."""
    return radial_cross(x, x)
