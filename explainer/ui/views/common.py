"""What several pages need: numbers as text, the noisy picture, the newest frame of a film."""

from __future__ import annotations

import numpy as np

from explainer.core.film import Film, Frame
from explainer.core.metrics import outline_agreement
from explainer.core.pictures import from_pixels


def number(value: float, digits: int = 2) -> str:
    """Fixed digits, with a real minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


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


OUTLINE = 2 / 3  # of what the first estimate's outlines lacked


def outline_frame(film: Film) -> Frame | None:
    """The first frame from which the outlines of a walk from noise stay those of the finished picture.

    The first estimate, made from pure noise, is the mean of what was asked for: where all pictures are
    alike (digits stand in the middle) its outlines are half right already, and that is not counted.
    """
    if not film.done or film.result is None or len(film.frames) < 2:
        return None
    final = from_pixels(film.result)
    agreement = [
        float(
            np.mean(
                [outline_agreement(a, b) for a, b in zip(from_pixels(f.x0), final, strict=True)]
            )
        )
        for f in film.frames
    ]
    needed = agreement[0] + OUTLINE * (1 - agreement[0])
    missing = [i for i, a in enumerate(agreement) if a < needed]
    first = max(missing) + 1
    return film.frames[first] if first < len(film.frames) else None
