"""What the visitor last set every control to, kept from page to page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_LAST = "_last_values"  # the visitor's last value of every control, from page to page
PAGE = "_page"  # the page that is open, by its name
_BEFORE = "_page_before"  # the one that was open before it


def remember(key: str, value: Any) -> Any:
    """Keep what a control says now; the value itself."""
    st.session_state.setdefault(_LAST, {})[key] = value
    return value


def last_values() -> Mapping[str, Any]:
    """What every control said when it was last seen, by its key."""
    values: Mapping[str, Any] = st.session_state.get(_LAST, {})
    return values


def page_now() -> str:
    """The name of the page that is open."""
    return str(st.session_state.get(PAGE, ""))


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first.
    """
    before = st.session_state.get(PAGE, page)
    if before != page:
        st.session_state.update(st.session_state.get(_LAST, {}))
        st.session_state[_BEFORE] = before
    st.session_state[PAGE] = page
    return bool(before != page)


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
