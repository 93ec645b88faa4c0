"""A picture that two words share: turned, flipped, inverted or sent away by a button, and others to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.drawing.symbols import ESTIMATE
from explainer.ui.drawing.theme import ON_PRIMARY, colour, is_dark

_picture = component("turning_picture")


@dataclass(frozen=True)
class Found:
    """What is found in one view of a picture: the word, whether it was asked for, and a sentence of it."""

    word: str
    right: bool
    said: str


@dataclass(frozen=True, eq=False)
class Candidate:
    """One of the pictures, uint8 (h, w, c), with what is found in it as it is and then; () where nobody can say."""

    pixels: np.ndarray
    label: str
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, eq=False)
class Turning:
    """Pictures that `way` shows otherwise; `views` name what is seen as they are, and then."""

    identity: str  # of the run: another begins with the picture `start`, as it is
    way: str
    views: tuple[str, str]
    pictures: Sequence[Candidate]
    start: int
    words: Mapping[str, str]  # there, back, distance, pick
    why_old: str = ""  # that they are not what is wanted now: they are dimmed then


def turning_picture(key: str, shown: Turning, on_pick: Callable[[], None]) -> None:
    """Draw them. Which picture was chosen just now is in session_state[key].picked, counted from 0."""
    symbol, quantity = ESTIMATE
    _picture(
        key=key,
        data={
            "id": shown.identity,
            "way": shown.way,
            "views": list(shown.views),
            "pictures": [
                {
                    "src": data_uri(candidate.pixels),
                    "label": candidate.label,
                    "found": [vars(found) for found in candidate.found],
                }
                for candidate in shown.pictures
            ],
            "start": shown.start,
            "words": dict(shown.words),
            "symbol": symbol,
            "colour": colour(quantity),
            "on_primary": ON_PRIMARY[is_dark()],
            "why_old": shown.why_old,
        },
        on_picked_change=on_pick,
    )
