"""The page that is open and the one before it: controls come along from page to page as the visitor left them."""

from __future__ import annotations

import streamlit as st

from explainer.ui.controls.hearing import hear_all, hear_nothing, unheard
from explainer.ui.controls.last_values import last_values

_PAGE = "_page"  # the page that is open, by its name
_BEFORE = "_page_before"  # the one that was open before it


def page_now() -> str:
    """The name of the page that is open."""
    return str(st.session_state.get(_PAGE, ""))


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. On the page that is open already,
    set what the browser has not heard of.
    """
    state = st.session_state
    before = state.get(_PAGE, page)
    if before != page:
        state.update(last_values())
        state[_BEFORE] = before
    state.update(unheard())
    state[_PAGE] = page
    return bool(before != page)


def emptied() -> None:
    """The browser has lost the page: it shows nothing of it, and does not know any more what its controls say."""
    hear_nothing()
    st.session_state.update(last_values())


def drawn() -> None:
    """The page is drawn to its end."""
    hear_all()


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
