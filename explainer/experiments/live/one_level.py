"""A denoiser of one noise level: x0 + σ·ε in, a guess of x0 out, in one call; and what it makes of other levels.

At the level that it learned, the best guess in the mean square is the average of all pictures that could lie under the
noise. Where nothing but noise comes in, those are all pictures there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.core.units import GREY_LEVELS
from explainer.experiments.live.pictures import Lesson
from explainer.media.pictures import noise_pixels, to_pixels
from explainer.networks.word_unet import WordUNet

AT = 500  # the t that such a network is told, always the same
TRIED = (0.0, 0.25, 0.5, 0.75, 1.0, math.inf)  # σ; infinite for noise alone


def coefficients(sigma: float, like: Tensor) -> tuple[Tensor, Tensor]:
    """Of the picture and of the noise, (b, 1, 1, 1) each: 1 and σ; 0 and 1 for noise alone."""
    one = like.new_ones(len(like), 1, 1, 1)
    return (0 * one, one) if math.isinf(sigma) else (one, sigma * one)


def covered(x0: Tensor, eps: Tensor, sigma: float) -> Tensor:
    """x0 + σ·ε, (b, c, h, w); ε alone for an infinite σ."""
    signal, noise = coefficients(sigma, x0)
    return signal * x0 + noise * eps


@torch.inference_mode()
def guesses(network: WordUNet, x: Tensor) -> Tensor:
    """What such a network takes the pictures under the noise for, (b, c, h, w)."""
    k = torch.full((len(x),), AT - 1)
    output: Tensor = network.unet(x, k, None)
    return output


@dataclass(frozen=True, eq=False)
class Trial:
    """One noise level: a picture under it and the guess, uint8 (h, w, c), and how far pictures are off, grey levels."""

    sigma: float
    seen: np.ndarray
    guess: np.ndarray
    before: (
        float  # the noisy pictures from the true ones, root mean square over all that were tried
    )
    after: float  # the guesses
    from_mean: float  # the guesses from the average of all training pictures


def trials(network: WordUNet, lesson: Lesson, new: Tensor, seed: int) -> list[Trial]:
    """TRIED in turn, on new pictures (b, c, h, w), all under the same noise."""
    eps = torch.randn(new.shape, generator=torch.Generator().manual_seed(seed))
    return [_trial(network, lesson, new, eps, sigma) for sigma in TRIED]


def _trial(network: WordUNet, lesson: Lesson, new: Tensor, eps: Tensor, sigma: float) -> Trial:
    x = covered(new, eps, sigma)
    answers = guesses(network, x)
    looked_at = noise_pixels(x) if math.isinf(sigma) else to_pixels(x)
    return Trial(
        sigma,
        looked_at[0],
        to_pixels(answers)[0],
        apart(x, new),
        apart(answers, new),
        apart(answers, lesson.mean),
    )


def apart(some: Tensor, others: Tensor) -> float:
    """Root of the mean square difference, grey levels of 255."""
    return GREY_LEVELS * float((some - others).square().mean().sqrt())
