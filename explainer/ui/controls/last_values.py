"""What the visitor last set every control to, kept from page to page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_LAST = "_last_values"  # the visitor's last value of every control, from page to page


def remember(key: str, value: Any) -> Any:
    """Keep what a control says now; the value itself."""
    st.session_state.setdefault(_LAST, {})[key] = value
    return value


def last_values() -> Mapping[str, Any]:
    """What every control said when it was last seen, by its key."""
    values: Mapping[str, Any] = st.session_state.get(_LAST, {})
    return values


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. A link wins.
    """
    arrived = bool(st.session_state.get("_page", page) != page)
    if arrived:
        for key, value in st.session_state.get(_LAST, {}).items():
            if key not in st.query_params:
                st.session_state[key] = value
    st.session_state["_page"] = page
    return arrived
