"""Add noise: one jump beside many small steps."""

from __future__ import annotations

from torch import Tensor, tensor

from explainer.core.schedule import NoiseSchedule
from explainer.media.pictures import to_pixels
from explainer.ui.drawing.frames import Framed
from explainer.ui.language import say
from explainer.ui.views.common import number


def _noise_numbers(x0: Tensor, t: int, schedule: NoiseSchedule, x_t: Tensor) -> tuple[str, str]:
    """Mean and deviation of (x_t − √ᾱ·x0)/√(1−ᾱ): 0 and 1 if x_t is a draw of q(x_t | x0)."""
    signal, noise = schedule.coefficients(tensor([t]), x0[None])
    z = (x_t - signal[0] * x0) / noise[0].clamp(min=1e-6)
    return (
        say("add_noise.mean", value=number(float(z.mean()))),
        say("add_noise.deviation", value=number(float(z.std()))),
    )


def jump_and_walk(
    x0: Tensor, t: int, schedule: NoiseSchedule, jumped: Tensor, walked: Tensor
) -> list[Framed]:
    """Both ways to x_t, with the mean and the deviation of the noise in it."""
    both = ((say("add_noise.jump"), jumped), (say("add_noise.steps", n=t), walked))
    return [
        Framed(to_pixels(x), name, "xₜ", "xt", _noise_numbers(x0, t, schedule, x))
        for name, x in both
    ]
