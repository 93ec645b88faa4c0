"""Noise, added back: DDPM with and without the noise of its steps, and DDIM, which needs none, from the same x_T."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explainer.core.metrics import detail_energy
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels
from explainer.networks.conditions import prompts_of

SEEDS = 16  # pictures of each way: fewer say little of their spread


def ways(network: str, words: str, steps: int, first_seed: int) -> dict[str, Settings]:
    """The three ways, each from the same SEEDS noises and without guidance, which would narrow all of them."""
    seeds = tuple(range(first_seed, first_seed + SEEDS))
    added = Settings(network, "ddpm", steps, 1.0, words, seeds)
    return {
        "added": added,
        "left_out": replace(added, extra_noise=False),
        "ddim": replace(added, sampler="ddim"),
    }


@dataclass(frozen=True)
class Measures:
    """What the pictures of one way have in common."""

    spread: (
        float  # deviation of a value over the pictures, mean over all values, grey levels of 255
    )
    sharpness: float  # amplitude of fine detail, relative to the pictures with noise added
    clipped: float  # share of values at the darkest or the brightest that there is


def prompts(settings: Settings) -> int:
    """How many prompts take turns over the pictures."""
    return len(prompts_of(settings.words))


def measures(pictures: np.ndarray, with_noise: np.ndarray, prompts: int = 1) -> Measures:
    """Of pictures, uint8 (b, h, w, c), beside those that DDPM makes with its noise.

    Where several `prompts` take turns, a picture is compared with those of its own.
    """
    groups = [pictures[i::prompts].astype(float) for i in range(min(prompts, len(pictures)))]
    spread = np.mean([group.std(axis=0).mean() for group in groups])
    sharpness = (_detail(pictures) / max(_detail(with_noise), 1e-12)) ** 0.5
    return Measures(float(spread), float(sharpness), share_at_limits(pictures))


def share_at_limits(pictures: np.ndarray) -> float:
    """Share of uint8 values, any shape, at the darkest or the brightest that there is."""
    return float(np.isin(pictures, (0, 255)).mean())


def _detail(pictures: np.ndarray) -> float:
    """Mean energy of the fine detail."""
    return float(np.mean([detail_energy(picture) for picture in from_pixels(pictures)]))
