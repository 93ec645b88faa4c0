"""The drawing board: a picture in a few colours, or a mask over one, painted in the visitor's browser by mouse, finger or keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import numpy as np
import streamlit as st

from explainer.media.painted import BITS, GREYS, PALETTE, Mode, in_grey, packed, resized, unpacked
from explainer.media.transport import base64_of
from explainer.ui.components import component
from explainer.ui.drawing.theme import COLOURS, colour
from explainer.ui.language import say
from explainer.ui.standing import board_stands

_board = component("drawing_board")
_PAINTED = "_painted"  # what the visitor has painted on every board, by its key
_REFUSED = (
    "_painted_refused"  # the board that was last told something else than what can be painted
)
_TOOLS: Mapping[Mode, tuple[str, ...]] = {
    "draw": ("brush", "fill", "eraser"),
    "mask": ("brush", "rectangle", "eraser"),
}
_DARK = 100  # mean grey level of a ground on which nobody would see black
_BRUSHES = (32, 13, 6)  # brushes are as wide as such a part of the board
_WORDS = (
    *(
        "brush",
        "fill",
        "eraser",
        "rectangle",
        "undo",
        "redo",
        "invert",
        "clear",
        "undo_done",
        "redo_done",
    ),
    *("invert_done", "clear_done", "painted", "at", "bare", "covered"),
    *("brushes", "brush_0", "brush_1", "brush_2", "palette", "tools"),
)


def drawing_board(
    key: str,
    mode: Mode,
    ground: np.ndarray,
    label: str,
    on_change: Callable[[], None] | None = None,
    first: np.ndarray | None = None,
    held: bool = False,
    greys: bool = False,
) -> np.ndarray:
    """Draw the board over a picture, uint8 (n, n, 1 or 3); what is painted on it, uint8 (n, n).

    Mode "mask": 1 where the visitor has painted, 0 elsewhere. Mode "draw": 0 where nothing is painted, else a colour
    of `PALETTE`, counted from 1; `media.painted.coloured` makes a picture of both.

    `label` says what it is for who cannot see it. Before anybody has painted, `first` is on it, (n, n), or nothing.
    `on_change` is called after a stroke, before the page is drawn. Nobody can paint where a board is `held`.
    With `greys`, no other colours are offered. The first is one that is seen on the ground.
    What is painted stays for the visit under `key`, also on another page, in another language or at another size.
    """
    board_stands(key)
    size = len(ground)
    now = resized(
        _all().get(key, np.zeros((size, size), np.uint8) if first is None else first), size
    )
    _board(
        key=key,
        data={
            "size": size,
            "bits": BITS[mode],
            "painted": packed(now, mode),
            "ground": base64_of(np.broadcast_to(ground, (size, size, 3))),
            "palette": _palette(greys) if mode == "draw" else [],
            "colour": 1 + [*PALETTE].index("white" if ground.mean() < _DARK else "black"),
            "tools": list(_TOOLS[mode]),
            "brushes": [max(1, round(size / part)) for part in _BRUSHES],
            "veil": _levels(COLOURS["conditional"][0]),
            "frame": colour("x0"),
            "held": held,
            "words": _words(mode, label),
        },
        on_painted_change=partial(_take, key, size, mode, on_change),
    )
    if st.session_state.get(_REFUSED) == key:
        st.warning(say("board.refused"))
    return now


def is_painted(key: str) -> bool:
    """Whether the visitor has painted on a board, or what is on it is only what is there first."""
    return key in _all()


def empty(key: str) -> None:
    """Forget what is painted on a board: it begins again with what is on it first."""
    _all().pop(key, None)


def _all() -> dict[str, np.ndarray]:
    painted: dict[str, np.ndarray] = st.session_state.setdefault(_PAINTED, {})
    return painted


def _take(key: str, size: int, mode: Mode, on_change: Callable[[], None] | None) -> None:
    """Keep what the browser says is painted; anything else changes nothing."""
    told = (st.session_state.get(key) or {}).get("painted")
    cells = unpacked(told, size, mode)
    st.session_state[_REFUSED] = key if cells is None else None
    if cells is None:
        return
    _all()[key] = cells
    if on_change:
        on_change()


def _palette(greys: bool) -> list[dict[str, Any]]:
    """What can be painted with. With `greys`, what was painted in other colours before looks as such a network sees it."""
    offered = GREYS if greys else tuple(PALETTE)
    return [
        {
            "name": say(f"board.{name}"),
            "rgb": [*rgb] if name in offered else [in_grey(rgb)] * 3,
            "offered": name in offered,
        }
        for name, rgb in PALETTE.items()
    ]


def _levels(code: str) -> list[int]:
    """#rrggbb as three grey levels."""
    return list(bytes.fromhex(code.removeprefix("#")))


def _words(mode: Literal["draw", "mask"], label: str) -> dict[str, str]:
    words = {word: say(f"board.{word}") for word in _WORDS}
    return {**words, "label": f"{label} {say('board.keys')}", "hint": say(f"board.hint_{mode}")}
