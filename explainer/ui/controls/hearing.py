"""What the browser has heard of what controls were set to.

Streamlit tells the browser only once what a control was set to. Where that run was cut short, by a click or by news of
a class, or where the next one began before the browser had shown anything of it, the browser has not heard it, shows
what the control said before, and sends that back. So what it has not heard is set once more. What it has heard is the
visitor's, who may be moving it: told again, it would jump back under their hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.streamlit_names import Told, is_still_new, told_by_the_browser, touched
from explainer.ui.controls.last_values import last_values, remember

# what each control said in the browser, by its key, when that last asked for anything
_SAID = "_said"
# Streamlit's names of controls that the browser does not show any more, though it may still name them
_NOT_SHOWN = "_not_shown"
_WAITING = "_waiting"  # what controls were set to of which the browser may not have heard, by key
_RUN = "_heard"  # set by every run: no longer new where the browser has asked since


def wait(key: str, value: Any) -> None:
    """A control was set: until the browser shows that, it says something else."""
    st.session_state.setdefault(_WAITING, {})[key] = value


def holds(key: str, value: Any) -> None:
    """A control is drawn with this, whatever it was set to: by a part of the page too, of which nothing is heard."""
    waiting = st.session_state.get(_WAITING, {})
    if key in waiting:
        waiting[key] = value


def unheard() -> dict[str, Any]:
    """What controls were set to of which the browser has not heard; what the visitor has moved is remembered."""
    state, last = st.session_state, last_values()
    said: Mapping[str, Any] = state.get(_SAID, {})
    # where the server itself wants the page drawn, the browser says nothing new
    if not is_still_new(_RUN):
        said = _hear(said)
    waiting: Mapping[str, Any] = state.get(_WAITING, {})
    again = {k: value for k, value in waiting.items() if k in said and state.get(k) != value}
    # newer than what was last drawn, where the visitor has moved a control since
    unsaid = {key: state.get(key, value) for key, value in last.items() if key not in said}
    state[_RUN] = True
    return unsaid | again


def _hear(before: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the controls say in the browser, by key, as far as it shows them, held to what they said `before`."""
    state = st.session_state
    not_shown = state.get(_NOT_SHOWN, frozenset())
    told = told_by_the_browser(last_values().keys())
    shown = {key: control for key, control in told.items() if control.name not in not_shown}
    said = {key: control.value for key, control in shown.items()}
    new = {key for key in said if key not in before or said[key] != before[key]}
    state[_WAITING] = _still_waiting(shown, new)
    for key in new & before.keys() - state[_WAITING].keys():
        remember(key, state.get(key, said[key]))
    state[_SAID] = said
    return said


def _still_waiting(shown: Mapping[str, Told], new: set[str]) -> dict[str, Any]:
    """What the browser has not heard of, though it asks for something.

    Whatever is `new`, it has heard of. What says the same as before does so because it has not been told, where the
    visitor has touched something else; where they have not, they have moved just this back.
    """
    state = st.session_state
    waiting: dict[str, Any] = state.get(_WAITING, {})
    by_callbacks = {key for key in shown if is_still_new(key)}  # just now, and so nothing else
    silent = waiting.keys() & shown.keys() - new - by_callbacks
    if not touched() - {shown[key].name for key in silent}:
        silent = set()
    newest = {key for key in by_callbacks & waiting.keys() if state.get(key) == waiting[key]}
    kept = (waiting.keys() - shown.keys()) | silent | newest
    return {key: value for key, value in waiting.items() if key in kept}


def hear_nothing() -> None:
    """The browser shows none of the page's controls: what it still says of any counts for nothing."""
    told = told_by_the_browser(last_values().keys()).values()
    st.session_state[_NOT_SHOWN] = frozenset(control.name for control in told)
    st.session_state[_SAID] = {}


def hear_all() -> None:
    """The page is drawn to its end: what the browser now says of its controls, it shows."""
    st.session_state[_NOT_SHOWN] = frozenset()
