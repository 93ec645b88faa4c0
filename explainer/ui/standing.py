"""What the visitor's page shows now that no link can carry: its finished runs, and what was painted for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explainer.media.film import Film

_FILMS = "_standing_films"  # by the places of the page, in its order, as far as they are what is wanted now
_BOARDS = "_standing_boards"  # keys of the boards to paint on


def clear_page() -> None:
    """A page is about to be drawn."""
    # emptied, not replaced: the session holds what was replaced until the page is drawn once more
    st.session_state.setdefault(_FILMS, {}).clear()
    st.session_state.setdefault(_BOARDS, set()).clear()


def stands(slot: str, films: Sequence[Film]) -> None:
    """These stand at a place of the page; none if they are not done, or not what is wanted now."""
    st.session_state.setdefault(_FILMS, {})[slot] = list(films)


def board_stands(key: str) -> None:
    """There is a board to paint on."""
    st.session_state.setdefault(_BOARDS, set()).add(key)


def boards() -> set[str]:
    """The keys of those on the page."""
    keys: set[str] = st.session_state.get(_BOARDS, set())
    return keys


def results() -> np.ndarray | None:
    """What the page's first runs have made, uint8 (b, h, w, c); None where nothing is done."""
    films: list[Film] = next(iter(st.session_state.get(_FILMS, {}).values()), [])
    made = [film.result for film in films if film.result is not None]
    alike = [pictures for pictures in made if pictures.shape[1:] == made[0].shape[1:]]
    return np.concatenate(alike) if alike else None
