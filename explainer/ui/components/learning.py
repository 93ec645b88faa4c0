"""A slider through the moments of a training: what the network then made of the same noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.language import say

_slider = component("learning")


@dataclass(frozen=True, eq=False)
class Moment:
    """After how many pictures, in words; and a picture for each word, uint8 (h, w, c)."""

    name: str
    pictures: Sequence[np.ndarray]


def learning_slider(words: Sequence[str], moments: Sequence[Moment], key: str) -> None:
    """Show the last moment, and a slider to the others. Each has a picture for each of the words."""
    shown = [{"name": m.name, "pictures": [data_uri(p) for p in m.pictures]} for m in moments]
    _slider(key=key, data={"label": say("networks.moment"), "words": list(words), "moments": shown})
