"""A seat in a room, kept by the tab, and the long wait for news: when there are some, the fragment that drew it runs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.ui.components import component

_seat = component("room_seat")
_VISIT = "_room_visit"  # tells this visit from one that the server has forgotten
_NUMBER = "_room_number"  # how often the tab was told something in this visit


def room_seat(
    key: str,
    kept: dict[str, Any],
    address: str,
    version: int = 0,
    news: str = "",
    on_kept: Callable[[], None] = lambda: None,
) -> None:
    """Let the tab keep the seat, wait at this address for another version, and read the news aloud.

    `on_kept` is called when the tab has a seat that the server has forgotten: session_state[key].kept has it.
    """
    number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(8))
    data = {
        "visit": visit,
        "number": number,
        **kept,
        "version": version,
        "news": news,
        "address": address,
    }
    _seat(key=key, data=data, on_kept_change=on_kept, on_changed_change=lambda: None)
