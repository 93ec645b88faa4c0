"""What several pages need: numbers as text, the noisy picture, the newest frame of a film."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from explainer.core.film import Film, Frame
from explainer.core.metrics import outline_agreement
from explainer.core.noise import unit_noise
from explainer.core.pictures import from_pixels
from explainer.core.schedule import NoiseSchedule


def number(value: float, digits: int = 2) -> str:
    """Fixed digits, with a real minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def noised(x0: Tensor, t: int, seed: int, schedule: NoiseSchedule) -> tuple[Tensor, Tensor]:
    """(x_t, ε), each (c, h, w): one picture, one seed, one ε, on every page."""
    c, h, w = x0.shape
    eps = unit_noise((c, h, w), [seed])
    return schedule.add_noise(x0[None], torch.tensor([t]), eps)[0], eps[0]


def live_pixels(film: Film, blank: tuple[int, int, int]) -> np.ndarray:
    """The newest pictures of a film, (b, h, w, c); grey before the first step."""
    if film.result is None:
        c, h, w = blank
        return np.full((1, h, w, c), 128, np.uint8)
    return film.result


def difference_map(reference: np.ndarray, picture: np.ndarray, gain: int) -> np.ndarray:
    """picture − reference, uint8 (h, w, c), amplified around a middle grey, the same for all pictures."""
    apart = picture.astype(int) - reference.astype(int)
    amplified: np.ndarray = np.clip(128 + gain * apart, 0, 255).astype(np.uint8)
    return amplified


OUTLINE = 0.7  # agreement of edges from which the eye takes two outlines for the same


def outline_frame(film: Film) -> Frame | None:
    """The first frame from which the estimate's outlines stay those of the finished picture."""
    if not film.done or film.result is None:
        return None
    final, found = from_pixels(film.result), None
    for frame in reversed(film.frames):
        estimates = zip(from_pixels(frame.x0), final, strict=True)
        if np.mean([outline_agreement(a, b) for a, b in estimates]) < OUTLINE:
            break
        found = frame
    return found
