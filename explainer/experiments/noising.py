"""Two ways to the same noise level, one jump and many small steps; and what is in the mixture, by detail."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor, tensor

from explainer.core.schedule import NoiseSchedule
from explainer.core.spectrum import radial_power


def noise_statistics(
    x0: Tensor, t: int, schedule: NoiseSchedule, x_t: Tensor
) -> tuple[float, float]:
    """Mean and deviation of (x_t − √ᾱ·x0)/√(1−ᾱ), all (c, h, w): 0 and 1 if x_t is a draw of q(x_t | x0)."""
    signal, noise = schedule.coefficients(tensor([t]), x0[None])
    z = (x_t - signal[0] * x0) / noise[0].clamp(min=1e-6)
    return float(z.mean()), float(z.std())


@dataclass(frozen=True)
class Spectra:
    """Power over rings of frequency, from 0 to n/2, of the parts of x_t and of x_t itself."""

    picture: list[float]
    noise: list[float]
    mixture: list[float]


def spectra(x0: Tensor, x_t: Tensor, alpha_bar: float) -> Spectra:
    """Of √ᾱ·x0, of √(1−ᾱ)·ε, which is the rest, and of both together; pictures (c, n, n)."""
    picture = math.sqrt(alpha_bar) * x0
    parts = (picture, x_t - picture, x_t)
    return Spectra(*(radial_power(part).tolist() for part in parts))
