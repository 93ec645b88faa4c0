"""The same amount of noise on a picture's pixels and on its latents, and how coarse it looks in each."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.noise import noised
from explainer.engines.codecs import decoded
from explainer.experiments.latent import ThereAndBack
from explainer.networks.checkpoints import Checkpoint


@dataclass(frozen=True, eq=False)
class Noised:
    """A picture noised to one t in both spaces, and the width of the noise's blotches in pixels of the picture."""

    alpha_bar: float
    pixels: Tensor  # x_t of the pixels, (c, h, w)
    latents: Tensor  # x_t of the latents, (z, h/f, w/f)
    decoded: Tensor  # what the decoder makes of those, (c, h, w)
    grain_of_pixels: float
    grain_of_decoded: float


def in_both_spaces(checkpoint: Checkpoint, picture: ThereAndBack, t: int, seed: int) -> Noised:
    """√ᾱ_t·x0 + √(1−ᾱ_t)·ε of the pixels and of the latents, each with its own ε of one seed."""
    schedule = checkpoint.schedule
    pixels, eps = noised(picture.x0, t, seed, schedule)
    latents, _ = noised(picture.latents, t, seed, schedule)
    alpha_bar = float(schedule.alpha_bar[t])
    noisy, faded = decoded(checkpoint, torch.stack([latents, alpha_bar**0.5 * picture.latents]))
    return Noised(
        alpha_bar=alpha_bar,
        pixels=pixels,
        latents=latents,
        decoded=noisy,
        grain_of_pixels=grain(eps) if t else 0.0,
        grain_of_decoded=grain(noisy - faded),
    )


def grain(noise: Tensor) -> float:
    """Width of the blotches of noise (c, h, w), in pixels: 1 where neighbours know nothing of each other.

    The full width at half maximum of its autocorrelation along rows and columns; 0 where there is no noise.
    """
    x = noise.double() - noise.double().mean((1, 2), keepdim=True)
    variance = float((x * x).mean())
    if variance < 1e-12:
        return 0.0
    before, size = 1.0, x.shape[-1]
    for lag in range(1, size // 2):
        along, down = (
            (x[..., lag:] * x[..., :-lag]).mean(),
            (x[:, lag:] * x[:, :-lag]).mean(),
        )
        now = float(along + down) / 2 / variance
        if now < 0.5:
            return 2 * (lag - 1 + (before - 0.5) / (before - now))
        before = now
    return float(size)
