"""Which waves of a picture still stand above the noise, what a network guesses of the others, and in which order a run makes them.

Spectra are means over rings of frequency: ring k has k waves per picture. All are at the picture's own contrast,
those of x_t/√ᾱ: the picture's stands still, and the noise rises over it as t grows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.spectrum import keep_rings, radial_cross, radial_power, ring_sizes
from explainer.experiments.sampling import make_denoiser
from explainer.media.film import Film
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import Checkpoint

LEVELS = tuple(range(100, 1001, 100))  # timesteps at which the network is asked beforehand
SETTLED = 0.8  # of a correlation with the finished picture: from here on a band is called made
ROUNDING = 1e-9  # a share below which there is nothing
TOO_FAINT = 1e-3  # of a power, where noise of variance 1 has 1: rounding to grey levels leaves about so much


@dataclass(frozen=True, eq=False)
class Spectra:
    """Of a picture x0 and of noise ε, over all rings (corners too): power, and what both have in common."""

    picture: Tensor
    noise: Tensor
    cross: Tensor
    sizes: Tensor  # how many waves each ring has

    def mixture(self, alpha_bar: float) -> Tensor:
        """The power spectrum of x_t/√ᾱ = x0 + √((1−ᾱ)/ᾱ)·ε."""
        level = noise_level(alpha_bar)
        return self.picture + level * self.noise + 2 * math.sqrt(level) * self.cross

    def standing(self, alpha_bar: float) -> Tensor:
        """Which rings of the picture are at least as strong as the noise is everywhere, (rings,) of bool.

        Ring 0, its mean, always counts: it has no shapes that noise could cover.
        """
        kept = self.picture >= noise_level(alpha_bar)
        kept[0] = True
        return kept

    def share(self, kept: Tensor) -> float:
        """Which share of all waves lies on the `kept` rings."""
        return float(self.sizes[kept].sum() / self.sizes.sum())

    def contrast(self, kept: Tensor) -> float:
        """Which share of the picture's power, its mean apart, lies on the `kept` rings; 1 if there is none."""
        power = (self.picture * self.sizes)[1:]
        return float(power[kept[1:]].sum() / power.sum()) if power.sum() > 0 else 1.0


def noise_level(alpha_bar: float) -> float:
    """(1−ᾱ)/ᾱ: the power of the noise in x_t/√ᾱ, the same on every ring."""
    return (1 - alpha_bar) / alpha_bar


def spectra_of(x0: Tensor, eps: Tensor) -> Spectra:
    """Of a square picture and of noise, (c, n, n) each: whatever t is, the spectrum of x_t follows from these."""
    picture, noise = radial_power(x0, corners=True), radial_power(eps, corners=True)
    return Spectra(
        picture, noise, radial_cross(x0, eps, corners=True), ring_sizes(int(x0.shape[-1]))
    )


def edge(kept: Tensor) -> int:
    """The coarsest ring that does not stand; as many as there are rings if all do."""
    under = (~kept).nonzero()
    return int(under[0]) if len(under) else len(kept)


def guesses(checkpoint: Checkpoint, x0: Tensor, seed: int, levels: Sequence[int]) -> Tensor:
    """x̂0 of one network call at each of the levels, for one picture (c, h, w) under one noise: (levels, c, h, w).

    Without words: the network is to go by what it sees.
    """
    ts = torch.tensor(levels)
    each = x0.expand(len(levels), -1, -1, -1)
    eps = unit_noise(checkpoint.shape, [seed]).expand_as(each)
    x_t = checkpoint.schedule.add_noise(each, ts, eps)
    return make_denoiser(checkpoint)(x_t, ts).x0


@dataclass(frozen=True)
class Beside:
    """What the noise leaves of a picture beside what a network guesses: closeness in dB, and the waves under the noise.

    Of those: `added`, the guess's power as a share of the picture's, and `right`, the correlation of both; both 0
    where nothing is under the noise. `stands`: whether any wave but the mean stands above it.
    """

    kept: float
    guess: float
    added: float
    right: float
    stands: bool = True


def beside(x0: Tensor, guess: Tensor, kept: Tensor) -> Beside:
    """Of a picture and a guess, (c, n, n), and the rings that stand above the noise."""
    covered = [keep_rings(x, ~kept).double() for x in (x0, guess)]
    own, guessed = (float(x.square().sum()) for x in covered)
    both = float((covered[0] * covered[1]).sum())
    there = own > TOO_FAINT * x0.numel()
    return Beside(
        psnr(keep_rings(x0, kept), x0),
        psnr(guess, x0),
        guessed / own if there else 0.0,
        both / math.sqrt(own * guessed) if there and guessed > ROUNDING * own else 0.0,
        bool(kept[1:].any()),
    )


# ---- the order in which a run makes them


def bands(size: int) -> list[tuple[int, int]]:
    """Half-open ranges of rings up to size/2, each about √2 times as far out as the one before: (1, 2), (2, 3), (3, 4) …"""
    half = size // 2
    edges = sorted({round(2 ** (i / 2)) for i in range(2 * half.bit_length())})
    inner = [edge for edge in edges if edge < half]
    return list(pairwise([*inner, half + 1]))


@dataclass(frozen=True, eq=False)
class Order:
    """Of a finished run: how far each band of x̂0 agreed with the finished pictures, at every frame of its film.

    `agreement` (bands, frames): correlation with the finished band. `power` (bands, frames): the band's power as a
    share of the finished one. `final` (bands,): the finished power. `ts` falls.
    """

    size: int
    ts: list[int]
    bands: list[tuple[int, int]]
    agreement: np.ndarray
    power: np.ndarray
    final: np.ndarray

    def settled(self, band: int) -> int | None:
        """The t of the first frame from which on a band stays SETTLED; None where it has no power to speak of."""
        if self.final[band] < TOO_FAINT:
            return None
        before = np.flatnonzero(self.agreement[band] < SETTLED)
        first = int(before.max(initial=-1)) + 1
        return self.ts[first] if first < len(self.ts) else 0

    def surfaces(self, band: int, alpha_bar: Tensor) -> int:
        """The largest t at which noise of a schedule ᾱ (T + 1,) leaves the finished band standing."""
        above = self.final[band] * alpha_bar.numpy() >= 1 - alpha_bar.numpy()
        return int(np.flatnonzero(above).max(initial=0))


def order(film: Film) -> Order:
    """From the estimates in the film of a finished run of square pictures, all its pictures together."""
    assert film.result is not None
    final = _channels(film.result)
    estimates = [_channels(frame.x0) for frame in film.frames]
    own = _in_bands(final, final)
    cross = np.array([_in_bands(final, x) for x in estimates]).T
    power = np.array([_in_bands(x, x) for x in estimates]).T
    scale = np.sqrt(np.maximum(own[:, None] * power, ROUNDING))
    size, ts = int(final.shape[-1]), [frame.t for frame in film.frames]
    shares = power / np.maximum(own[:, None], ROUNDING)
    return Order(size, ts, bands(size), cross / scale, shares, own)


def _channels(pixels: np.ndarray) -> Tensor:
    """uint8 (b, n, n, c) → every channel of every picture, (b·c, n, n)."""
    return from_pixels(pixels).flatten(0, 1)


def _in_bands(a: Tensor, b: Tensor) -> np.ndarray:
    """Mean of Re(A·B*) over each band, of (channels, n, n) each: (bands,)."""
    size = int(a.shape[-1])
    sums = (radial_cross(a, b, corners=True) * ring_sizes(size)).numpy()
    counts = ring_sizes(size).numpy()
    return np.array([sums[low:high].sum() / counts[low:high].sum() for low, high in bands(size)])
