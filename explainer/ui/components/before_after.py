"""The before/after slider: two pictures in one place, with mouse, finger or arrow keys."""

from __future__ import annotations

import numpy as np

from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.language import say

_slider = component("before_after")


def before_after(
    left: np.ndarray, right: np.ndarray, names: tuple[str, str], key: str, old: bool = False
) -> None:
    """Lay uint8 (h, w, c) pictures of one size over each other; dimmed if they are `old`."""
    sides = ({"picture": data_uri(p), "name": n} for p, n in zip((left, right), names, strict=True))
    _slider(
        key=key,
        data={
            "left": next(sides),
            "right": next(sides),
            "label": say("compare.slider"),
            "old": old,
        },
    )
