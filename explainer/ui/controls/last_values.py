"""What the visitor last set every control to, kept from page to page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_LAST = "_last_values"  # the visitor's last value of every control, from page to page
PAGE = "_page"  # the page that is open, by its name
_CUT_SHORT = "_cut_short"  # whether the page has not been drawn to its end since it began
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

    Streamlit takes the same key on two pages for two controls, and forgets the first. And it tells the browser only
    once what a control was set to: where that run was cut short, by a click or by news of a class, the browser has
    not heard it, would show what the control begins with, and send that back. So it is set once more.
    """
    before = st.session_state.get(PAGE, page)
    if before != page:
        st.session_state.update(last_values())
        st.session_state[_BEFORE] = before
    elif st.session_state.get(_CUT_SHORT):
        state = (
            st.session_state
        )  # newer than what was last drawn, where the visitor has moved a control since
        state.update({key: state.get(key, value) for key, value in last_values().items()})
    st.session_state[PAGE] = page
    st.session_state[_CUT_SHORT] = True
    return bool(before != page)


def drawn() -> None:
    """The page is drawn to its end: the browser knows what its controls say."""
    st.session_state[_CUT_SHORT] = False


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
