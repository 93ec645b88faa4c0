"""Ways from one picture to another, side by side: a slider goes along all of them, or plays to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

_passage = component("passage")


@dataclass(frozen=True, eq=False)
class Way:
    """The pictures along one way, uint8 (places, h, w, c), and what stands below them."""

    pictures: np.ndarray
    name: str
    symbol: str = ""
    quantity: str = "plain"


def passage(
    key: str,
    identity: str,
    ways: Sequence[Way],
    places: Sequence[str],
    start: int = 0,
    old: bool = False,
) -> None:
    """Draw them; `places` name where the slider stands. Another `identity` begins at `start` again."""
    _passage(
        key=key,
        data={
            "id": identity,
            "tracks": [
                {
                    "pictures": [data_uri(picture) for picture in way.pictures],
                    "name": way.name,
                    "symbol": way.symbol,
                    "colour": colour(way.quantity),
                }
                for way in ways
            ],
            "places": list(places),
            "start": start,
            "words": {
                "slider": say("mix_and_travel.along"),
                "play": say("film.play"),
                "pause": say("film.pause"),
            },
            "old": old,
        },
    )
