"""The page that is open and the one before it: controls come along from page to page as the visitor left them."""

from __future__ import annotations

import streamlit as st

from explainer.ui.controls.last_values import last_values

_PAGE = "_page"  # the page that is open, by its name
_UNSEEN = "_unseen"  # whether the browser may not have seen the page as it was last drawn
_BEFORE = "_page_before"  # the one that was open before it


def page_now() -> str:
    """The name of the page that is open."""
    return str(st.session_state.get(_PAGE, ""))


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. And it tells the browser only
    once what a control was set to: where that run was cut short, by a click or by news of a class, the browser has
    not heard it, would show what the control begins with, and send that back. So it is set once more; likewise where
    the browser has lost the page (`emptied`).
    """
    before = st.session_state.get(_PAGE, page)
    if before != page:
        st.session_state.update(last_values())
        st.session_state[_BEFORE] = before
    elif st.session_state.get(_UNSEEN):
        # newer than what was last drawn, where the visitor has moved a control since
        state = st.session_state
        state.update({key: state.get(key, value) for key, value in last_values().items()})
    st.session_state[_PAGE] = page
    st.session_state[_UNSEEN] = True
    return bool(before != page)


def emptied() -> None:
    """The browser has lost the page: it shows nothing of it, and does not know any more what its controls say."""
    st.session_state[_UNSEEN] = True


def drawn() -> None:
    """The page is drawn to its end: the browser knows what its controls say."""
    st.session_state[_UNSEEN] = False


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
