"""What several pages need: numbers as text, the noisy picture, the newest frame of a film."""

from __future__ import annotations

import math

import numpy as np

from explainer.media.film import Film


def number(value: float, digits: int = 2) -> str:
    """Fixed digits, with a real minus sign."""
    return "∞" if value == math.inf else f"{value:.{digits}f}".replace("-", "−")


def with_error(value: float, error: float) -> str:
    """A measured value and its standard error: two digits of the error, and never fewer than two decimals."""
    digits = max(2, 1 - math.floor(math.log10(error))) if error else 2
    return f"{number(value, digits)} ± {number(error, digits)}"


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
