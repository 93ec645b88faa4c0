"""Which of two words a network finds in a picture: the one that helps it more to see through added noise.

Noise hides a finished picture; the network guesses it back, told either word. The word that describes the picture
better makes the better guess (the diffusion classifier, Li et al. 2023, arXiv:2303.16203).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import NetworkDenoiser
from explainer.core.noise import unit_noise
from explainer.engines.codecs import encoded
from explainer.engines.registry import engine_for
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import parse_condition

LEVELS = (
    0.35,
    0.5,
    0.65,
    0.8,
)  # of T: so much noise that the network needs to know what is under it
CLEAR = 0.02  # of the squared error: words whose errors differ by less fit about equally


@dataclass(frozen=True)
class Nearer:
    """Of some pictures: how many are nearer to each of two words, and how many about as near to both."""

    first: int
    second: int
    both: int


def nearer(network: str, pictures: np.ndarray, words: tuple[str, str]) -> Nearer:
    """Of finished pictures, uint8 (n, h, w, c), by two words that the network knows. Raises UserError for others."""
    checkpoint = load_checkpoint(network)
    x0 = encoded(checkpoint, from_pixels(pictures))
    one, other = (_error(checkpoint, x0, word) for word in words)
    first, second = one < (1 - CLEAR) * other, other < (1 - CLEAR) * one
    return Nearer(int(first.sum()), int(second.sum()), int((~first & ~second).sum()))


def _error(checkpoint: Checkpoint, x0: Tensor, word: str) -> np.ndarray:
    """Mean squared error of its guess of the noise over every picture, (n,); the noise is the same for all words."""
    condition = checkpoint.vectors([parse_condition(word, checkpoint.card.vocabulary)] * len(x0))
    times = [round(level * checkpoint.schedule.T) for level in LEVELS]
    errors = [_at(checkpoint, x0, t, condition) for t in times]
    return torch.stack(errors).mean(0).numpy()


def _at(checkpoint: Checkpoint, x0: Tensor, t: int, condition: Tensor) -> Tensor:
    engine = engine_for(checkpoint.card.name)
    raw = NetworkDenoiser(engine, checkpoint.schedule, checkpoint.card.prediction)
    eps, times = unit_noise(checkpoint.shape, [t] * len(x0)), torch.full((len(x0),), t)
    guess = raw(checkpoint.schedule.add_noise(x0, times, eps), times, condition)
    return (guess.eps - eps).square().mean((1, 2, 3))
