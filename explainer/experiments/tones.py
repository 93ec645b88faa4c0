"""The tones of two pictures: whether they differ first of all in colour and contrast, or in what is where."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from explainer.experiments.claims import Claim
from explainer.experiments.pair import KINDS

PATCHES = 8
MOST = 0.5  # of the square difference: what has a larger share differs most


@dataclass(frozen=True)
class Tone:
    """Mean brightness; how far values lie from their mean (contrast) and from grey (colour): levels of 255."""

    brightness: float
    contrast: float
    colour: float


def tone_of(picture: np.ndarray) -> Tone:
    """Of a picture, uint8 (h, w, c)."""
    x = picture.astype(float)
    return Tone(
        float(x.mean()),
        float(np.sqrt(x.var((0, 1)).mean())),
        float(np.sqrt(np.square(x - x.mean(2, keepdims=True)).mean())),
    )


def share_of_tones(one: np.ndarray, other: np.ndarray) -> float:
    """Which part of the mean square difference other means and spreads make, of uint8 (h, w, c); 0 for equal pictures.

    For each channel, mean (a − b)² = (μ_a − μ_b)² + (σ_a − σ_b)² + 2 σ_a σ_b (1 − ρ): brightness, contrast,
    and what is where (the parts of SSIM, Wang et al. 2004).
    """
    a, b = one.astype(float), other.astype(float)
    whole = np.square(a - b).mean()
    parts = np.square(a.mean((0, 1)) - b.mean((0, 1))) + np.square(a.std((0, 1)) - b.std((0, 1)))
    return float(parts.mean() / whole) if whole else 0.0


def tones_apart(few: np.ndarray, many: np.ndarray, psnr: float) -> Claim | None:
    """That two pictures of few and many steps, uint8 (h, w, c), so many dB apart, differ most in their tones; None if not."""
    if psnr >= KINDS[0][1] or share_of_tones(few, many) <= MOST:
        return None
    before, after = tone_of(few), tone_of(many)
    values = {
        f"{name}_{when}": round(getattr(tone, name))
        for when, tone in (("few", before), ("many", after))
        for name in ("brightness", "contrast", "colour")
    }
    in_colour = few.shape[2] > 1
    return Claim(f"how_many_steps.tones{'' if in_colour else '_grey'}", values)


def broad_share(picture: np.ndarray) -> float:
    """Which part of a picture's variance, uint8 (h, w, c), lies between patches, PATCHES along a side; 0 without any."""
    x = picture.astype(float)
    rows, columns = (np.linspace(0, n, PATCHES + 1).round().astype(int) for n in x.shape[:2])
    smooth = np.empty_like(x)
    for top, bottom in itertools.pairwise(rows):
        for left, right in itertools.pairwise(columns):
            patch = np.s_[top:bottom, left:right]
            smooth[patch] = x[patch].mean((0, 1))
    whole = x.var((0, 1)).mean()
    return float(smooth.var((0, 1)).mean() / whole) if whole else 0.0
