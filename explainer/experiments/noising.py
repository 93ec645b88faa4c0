"""Two ways to the same noise level: one jump, and many small steps."""

from __future__ import annotations

from torch import Tensor, tensor

from explainer.core.schedule import NoiseSchedule


def noise_statistics(
    x0: Tensor, t: int, schedule: NoiseSchedule, x_t: Tensor
) -> tuple[float, float]:
    """Mean and deviation of (x_t − √ᾱ·x0)/√(1−ᾱ), all (c, h, w): 0 and 1 if x_t is a draw of q(x_t | x0)."""
    signal, noise = schedule.coefficients(tensor([t]), x0[None])
    z = (x_t - signal[0] * x0) / noise[0].clamp(min=1e-6)
    return float(z.mean()), float(z.std())
