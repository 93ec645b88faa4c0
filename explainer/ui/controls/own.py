"""The networks that this visitor trained, for as long as the visit lasts: offered to nobody else, and in no link."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import numpy as np
import streamlit as st

from explainer.engines import visiting
from explainer.networks.checkpoints import HELD, Checkpoint
from explainer.streamlit_names import visit

_STAY = "_own_networks"


class _Stay:
    """A visit, as far as its networks go: they go with it, however it ends."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.pictures: dict[str, np.ndarray] = {}
        weakref.finalize(self, visiting.let_go, self.names).atexit = False


def take_in(subject: str, make: Callable[[str], Checkpoint], pictures: np.ndarray) -> str:
    """Hold the network that `make` makes for a name of this subject; the name.

    `pictures` are what it draws, uint8 (n, h, w, c), one for each of its words, or any few where it knows none.
    """
    stay: _Stay = st.session_state.setdefault(_STAY, _Stay())
    name = visiting.take_in(subject, make, visit())
    stay.names.append(name)
    stay.pictures[name] = pictures
    return name


def _stay() -> _Stay | None:
    stay: _Stay | None = st.session_state.get(_STAY)
    return stay


def own() -> tuple[str, ...]:
    """Those that are there, the newest last."""
    stay = _stay()
    return tuple(name for name in stay.names if name in HELD) if stay else ()


def is_lost(name: str | None) -> bool:
    """Whether it was one of them and had to go, for newer ones."""
    stay = _stay()
    return stay is not None and name in stay.names and name not in HELD


def drawn_by(name: str) -> np.ndarray | None:
    """What one of them draws, uint8 (n, h, w, c); None for any other network."""
    stay = _stay()
    return stay.pictures.get(name) if stay else None
