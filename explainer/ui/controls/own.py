"""The networks that this visitor trained, for as long as the visit lasts: offered to nobody else, and in no link."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import streamlit as st

from explainer.engines import visiting
from explainer.networks.checkpoints import HELD, Checkpoint
from explainer.streamlit_names import visit

_STAY = "_own_networks"


class _Stay:
    """A visit, as far as its networks go: they go with it, however it ends."""

    def __init__(self) -> None:
        self.names: list[str] = []
        weakref.finalize(self, visiting.let_go, self.names).atexit = False


def take_in(subject: str, make: Callable[[str], Checkpoint]) -> str:
    """Hold the network that `make` makes for a name of this subject; the name."""
    stay: _Stay = st.session_state.setdefault(_STAY, _Stay())
    name = visiting.take_in(subject, make, visit())
    stay.names.append(name)
    return name


def _ever() -> list[str]:
    stay: _Stay | None = st.session_state.get(_STAY)
    return stay.names if stay else []


def own() -> tuple[str, ...]:
    """Those that are there, the newest last."""
    return tuple(name for name in _ever() if name in HELD)


def is_lost(name: str | None) -> bool:
    """Whether it was one of them and had to go, for newer ones."""
    return name in _ever() and name not in HELD
