"""The page that is open and the one before it: controls come along from page to page as the visitor left them."""

from __future__ import annotations

import streamlit as st

from explainer.streamlit_names import told_by_the_browser
from explainer.ui.controls.last_values import last_values

_PAGE = "_page"  # the page that is open, by its name
_UNSEEN = "_unseen"  # whether the browser may not have seen the page as it was last drawn
_TOLD = (
    "_told"  # the controls of which the browser has said what they say, when it last said anything
)
_BEFORE = "_page_before"  # the one that was open before it


def page_now() -> str:
    """The name of the page that is open."""
    return str(st.session_state.get(_PAGE, ""))


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. And it tells the browser only
    once what a control was set to. Where that run was cut short, by a click or by news of a class, or where the next
    one began before the browser had shown anything of it, the browser has not heard it, would show what the control
    begins with, and send that back. So what the browser has said nothing of is set once more; all of it after a run
    that was cut short, and where the browser has lost the page (`emptied`).
    """
    state = st.session_state
    before = state.get(_PAGE, page)
    if before != page:
        state.update(last_values())
        state[_BEFORE] = before
        state[_TOLD] = frozenset()
    else:
        told = told_by_the_browser() & last_values().keys() or state.get(_TOLD, frozenset())
        if state.get(_UNSEEN):  # it may have told of the page before
            told = frozenset()
        state[_TOLD] = told
        unheard = {key: value for key, value in last_values().items() if key not in told}
        # newer than what was last drawn, where the visitor has moved a control since
        state.update({key: state.get(key, value) for key, value in unheard.items()})
    state[_PAGE] = page
    state[_UNSEEN] = True
    return bool(before != page)


def emptied() -> None:
    """The browser has lost the page: it shows nothing of it, and does not know any more what its controls say."""
    st.session_state[_UNSEEN] = True


def drawn() -> None:
    """The page is drawn to its end: the browser hears what its controls say, unless the next run comes before."""
    st.session_state[_UNSEEN] = False


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
