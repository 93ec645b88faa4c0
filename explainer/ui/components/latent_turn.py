"""A sheet of latents' maps beside pictures of them: a click chooses a map and a place in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.drawing.theme import colour

_turn = component("latent_turn")

Place = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """How maps lie in a picture: so many columns, `side` pixels each, `gap` pixels between them."""

    maps: int
    columns: int
    side: int
    gap: int = 0


@dataclass(frozen=True, eq=False)
class Marked:
    """A picture, uint8 (h, w, c), on which latent pixels have their places."""

    pixels: np.ndarray
    sheet: Sheet
    name: str
    symbol: str = ""
    quantity: str = "plain"
    place: Place | None = None  # (row, column) of a mark of its own


def latent_turn(
    key: str,
    pictures: Sequence[Marked],
    channel: int,
    place: Place | None,
    on_pick: Callable[[], None],
    held: bool,
) -> None:
    """Draw them with the map and, unless it is None, the (row, column) marked; fixed if `held`.

    What was clicked just now is in session_state[key].picked: channel, row and column, each from 0, and of how many
    rows (side).
    """
    _turn(
        key=key,
        data={
            "pictures": [
                {
                    "src": data_uri(marked.pixels),
                    "sheet": vars(marked.sheet),
                    "name": marked.name,
                    "symbol": marked.symbol,
                    "colour": colour(marked.quantity),
                    "place": _told(marked.place),
                }
                for marked in pictures
            ],
            "channel": channel,
            "place": _told(place),
            "mark": colour("conditional"),
            "held": held,
        },
        on_picked_change=on_pick,
    )


def _told(place: Place | None) -> dict[str, int] | None:
    """A place as the browser is told of it."""
    return None if place is None else {"row": place[0], "column": place[1]}
