"""Which runs the visitor asked for with a button, and whether they are there: what a tour's task may wait for."""

from __future__ import annotations

import streamlit as st

_ASKED = "_asked_for"  # by the place on a page, whether the runs that are wanted now are there


def begins(slot: str) -> None:
    """The button of a place on a page was pressed."""
    _asked()[slot] = False


def stands(slot: str, there: bool) -> None:
    """How it stands there now; of no concern where nobody asked."""
    if slot in _asked():
        _asked()[slot] = there


def ran() -> bool:
    """Whether something that was asked for is there."""
    return any(_asked().values())


def forget() -> None:
    """Nothing was asked for yet."""
    st.session_state.pop(_ASKED, None)


def _asked() -> dict[str, bool]:
    asked: dict[str, bool] = st.session_state.setdefault(_ASKED, {})
    return asked
