"""The page that is open and the one before it: controls come along from page to page as the visitor left them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.streamlit_names import told_by_the_browser, widget_names
from explainer.ui.controls.last_values import last_values, remember

_PAGE = "_page"  # the page that is open, by its name
_BEFORE = "_page_before"  # the one that was open before it
_CUT = "_cut"  # whether the last run on it has not come to its end
_TOLD = (
    "_told"  # what each control says in the browser, by key, when the browser last said anything
)
# the names of controls that the browser no longer shows, or not yet: it may have named them all the same
_NOT_SHOWN = "_not_shown"


def page_now() -> str:
    """The name of the page that is open."""
    return str(st.session_state.get(_PAGE, ""))


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. And it tells the browser only
    once what a control was set to. Where that run was cut short, by a click or by news of a class, or where the next
    one began before the browser had shown anything of it, the browser has not heard it, would show what the control
    begins with, and send that back. So what the browser has said nothing of is set once more. What it has spoken of is
    the visitor's, who may be moving it: told again, it would jump back under their hand.
    """
    state = st.session_state
    before = state.get(_PAGE, page)
    if before != page:
        state.update(last_values())
        state[_BEFORE] = before
        _trust_nothing()
    else:
        state.update(_unheard())
    state[_PAGE] = page
    state[_CUT] = True
    return bool(before != page)


def _unheard() -> dict[str, Any]:
    """What controls were set to of which the browser has not heard."""
    state, last = st.session_state, last_values()
    before: Mapping[str, Any] = state.get(_TOLD, {})
    # where the server itself wants the page drawn, the browser says nothing new
    told = {key: state[key] for key in _shown() & last.keys() & state.keys()} or before
    state[_TOLD] = told
    # set by a run that was cut short, while the browser still says what it said before
    missed = {
        key: last[key]
        for key, value in told.items()
        if state.get(_CUT) and before.get(key) == value != last[key]
    }
    for key in told.keys() - missed.keys():
        remember(key, told[key])
    # newer than what was last drawn, where the visitor has moved a control since
    new = {key: state.get(key, value) for key, value in last.items() if key not in told}
    return new | missed


def _shown() -> frozenset[str]:
    """The keys of the controls of which the browser says something, having shown them."""
    not_shown = st.session_state.get(_NOT_SHOWN, frozenset())
    told = told_by_the_browser().items()
    return frozenset(key for key, name in told if name not in not_shown)


def _trust_nothing() -> None:
    """Until a page is drawn to its end, what the browser says of the controls of now is of another page."""
    st.session_state[_TOLD] = {}
    st.session_state[_NOT_SHOWN] = frozenset(widget_names().values())


def emptied() -> None:
    """The browser has lost the page: it shows nothing of it, and does not know any more what its controls say."""
    _trust_nothing()


def drawn() -> None:
    """The page is drawn to its end: the browser hears what its controls say, unless the next run comes before."""
    st.session_state[_CUT] = False
    st.session_state[_NOT_SHOWN] = frozenset()


def page_before() -> str | None:
    """The page that the visitor came from, by its name."""
    name: str | None = st.session_state.get(_BEFORE)
    return name
