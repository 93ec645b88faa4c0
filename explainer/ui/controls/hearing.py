"""What the browser has heard of what controls were set to.

Streamlit tells the browser only once what a control was set to. Where that run was cut short, by a click or by news of
a class, or where the next one began before the browser had shown anything of it, the browser has not heard it, shows
what the control said before, and sends that back. So what it has not heard is set once more. What it has heard is the
visitor's, who may be moving it: told again, it would jump back under their hand.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from explainer.streamlit_names import is_still_new, told_by_the_browser
from explainer.ui.controls.last_values import last_values, remember

# what each control said in the browser, by its key, when that last asked for anything
_SAID = "_said"
# Streamlit's names of controls that the browser does not show any more, though it may still name them
_NOT_SHOWN = "_not_shown"
# what a script or a callback set, by the control's key, and when that was drawn: the browser may not have heard it
_WAITING = "_waiting"
_RUN = "_heard"  # set by every run: no longer new where the browser has asked since
# from when it was drawn: a browser that still says what it said before says so because the visitor moved it back
_HEARD_AFTER = 2.0  # seconds


def wait(key: str, value: Any) -> None:
    """A control was set: until the browser shows that, it says something else."""
    st.session_state.setdefault(_WAITING, {})[key] = value, None


def is_drawn(key: str) -> None:
    """A control is drawn as it was set: the browser hears of it, unless the next run comes before."""
    waiting = st.session_state.get(_WAITING, {})
    value, drawn = waiting.get(key, (None, 0.0))
    if drawn is None:
        waiting[key] = value, time.monotonic()


def unheard() -> dict[str, Any]:
    """What controls were set to of which the browser has not heard; what the visitor has moved is remembered."""
    state, last = st.session_state, last_values()
    before: Mapping[str, Any] = state.get(_SAID, {})
    # where the server itself wants the page drawn, the browser says nothing new
    said = before if is_still_new(_RUN) else _said(last.keys())
    waiting = _still_waiting(said, before)
    for key in said.keys() & before.keys() - waiting.keys():
        if said[key] != before[key]:
            remember(key, state.get(key, said[key]))
    # newer than what was last drawn, where the visitor has moved a control since
    unsaid = {key: state.get(key, value) for key, value in last.items() if key not in said}
    state[_SAID] = said
    state[_RUN] = True
    return unsaid | {key: value for key, value in waiting.items() if key in said}


def _said(controls: Collection[str]) -> dict[str, Any]:
    """What these controls say in the browser, by key, as far as it shows them."""
    not_shown = st.session_state.get(_NOT_SHOWN, frozenset())
    told = told_by_the_browser(controls)
    return {key: value for key, (name, value) in told.items() if name not in not_shown}


def _still_waiting(said: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser has not heard of; it has where it says something new of a control, and after a while."""
    state, now = st.session_state, time.monotonic()
    waiting = dict(state.get(_WAITING, {}))
    for key, (value, drawn) in list(waiting.items()):
        if key not in said or state.get(key) != said[key]:  # set by a callback, just now
            continue
        is_new = key not in before or said[key] != before[key]
        if is_new or said[key] == value or (drawn is not None and now - drawn > _HEARD_AFTER):
            del waiting[key]
    state[_WAITING] = waiting
    return {key: value for key, (value, _) in waiting.items() if state.get(key) != value}


def hear_nothing() -> None:
    """The browser shows none of the page's controls: what it still says of any counts for nothing."""
    st.session_state[_SAID] = {}
    st.session_state[_NOT_SHOWN] = frozenset(
        name for name, _ in told_by_the_browser(last_values().keys()).values()
    )


def hear_all() -> None:
    """The page is drawn to its end: what the browser now says of its controls, it shows."""
    st.session_state[_NOT_SHOWN] = frozenset()
