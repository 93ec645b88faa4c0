"""The address that a visitor comes with: what it sets, what it takes away, and what of it was ignored.

An address is followed at the visitor's first moment, and where the visitor goes back or forth in the browser's
history; everywhere else the controls decide, and the address follows them (`explainer/ui/links.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explainer.streamlit_names import moved_in_history
from explainer.ui.controls import lesson, tour
from explainer.ui.controls.control import Control
from explainer.ui.controls.open_page import page_now
from explainer.ui.controls.own import own
from explainer.ui.controls.table import CONTROLS, FROM_T, LANG, NETWORK, PRESENT, T
from explainer.ui.language import plain, say

Parameters = Mapping[str, Sequence[str]]

ROOM = "room"  # the code of a class, in the link that leads to it: no control, and no screen's
LONGEST_QUOTE = 40  # characters of a link that are repeated in a sentence
ROOM_CODE = "_room_code"  # where that is kept
# the address that is still to be followed, whether the browser's history led there, and the page that follows it
_PENDING = "_link"
_COMPLAINTS = "_link_ignored"  # the sentences about the first link
_LED_TO = "_link_led_to"  # the page that it led to
# a level of noise is t on most pages; where a run begins at one, it is from_t
_ALSO = {T.key: FROM_T.key}
# an address that says any of these tells a screen, one that names a tour's step alone that this be entered
_OF_A_SCREEN = CONTROLS.keys() - {LANG.key, PRESENT.key}
# what other sites, mail programs and hosts append to a link: nothing that a visitor chose
_APPENDED = re.compile(
    r"_.*|utm_.*|mtm_.*|pk_.*|mc_[ce]id|[a-z]*clk?id|[gw]braid|igshid?|si|ref|ref_src|trk|embed|embed_options",
    re.IGNORECASE,
)


def parse(key: str, texts: Sequence[str]) -> Any:
    """What a link sets a control to; None if that is not possible."""
    return CONTROLS[key].parse(*texts)


def lesson_of(parameters: Parameters) -> lesson.Lesson:
    """What a link takes away or freezes."""
    return lesson.read(parameters, frozenset(CONTROLS), parse)


def ignored(parameters: Parameters) -> dict[str, str]:
    """A sentence for each parameter of a link that cannot be followed."""
    complaints = {key: _complaint(key, texts, parameters) for key, texts in parameters.items()}
    return {key: sentence for key, sentence in complaints.items() if sentence}


def _complaint(key: str, texts: Sequence[str], parameters: Parameters) -> str:
    """What is wrong with one parameter; nothing if it can be followed, or is of no concern."""
    if key == tour.TOUR or (key == tour.STEP and tour.TOUR in parameters):
        wrong = tour.is_wrong(key, parameters)
        return say("link.bad_value", key=key, value=_quoted(texts)) if wrong else ""
    if key in (lesson.HIDE, lesson.LOCK):
        strange = sorted(lesson.names_in(texts) - CONTROLS.keys() - {lesson.UPLOAD})
        return say("link.not_a_control", key=key, names=_quoted(strange)) if strange else ""
    if key not in CONTROLS:
        return (
            ""
            if key == ROOM or _APPENDED.fullmatch(key)
            else say("link.unknown", key=_quoted([key]))
        )
    return (
        ""
        if parse(key, texts) is not None
        else say("link.bad_value", key=key, value=_quoted(texts))
    )


def _quoted(texts: Sequence[str]) -> str:
    return plain(", ".join(texts)[:LONGEST_QUOTE])


def arrive() -> None:
    """Take in the address, if the visitor came with it or went back to it, before anything is said."""
    first = _COMPLAINTS not in st.session_state
    if not first and not moved_in_history():
        return
    parameters = {key: st.query_params.get_all(key) for key in st.query_params}
    st.session_state[_PENDING] = parameters, not first, None
    tour.go(tour.read(parameters, is_new=not parameters.keys() & _OF_A_SCREEN))
    if first:
        lesson.begin(lesson_of(parameters))
        if linked := LANG.parse(*parameters.get(LANG.key, ())):
            LANG.take(linked)
        st.session_state[ROOM_CODE] = "".join(parameters.get(ROOM, ()))[:LONGEST_QUOTE]
        st.session_state[_COMPLAINTS] = list(ignored(parameters).values())


def lead(parameters: Parameters) -> None:
    """Let the next page that is drawn follow these, as if the browser's history had led there."""
    st.session_state[_PENDING] = parameters, True, None


def follow(controls: Sequence[Control]) -> str | None:
    """Set the controls of the page as an address says that has just been taken in; the network that it names.

    Each look at the session may end this run for a newer one: until it is `followed`, that one sets them once more,
    but where the visitor has gone on to another page.
    """
    nothing: tuple[Parameters, bool, str] = {}, False, page_now()
    parameters, whole, page = st.session_state.get(_PENDING, nothing)
    if page not in (None, page_now()):
        parameters, whole, _ = nothing
    st.session_state[_PENDING] = parameters, whole, page_now()
    linked = {key: parse(key, texts) for key, texts in parameters.items() if key in CONTROLS}
    linked = {key: value for key, value in linked.items() if value is not None}
    linked = _as_here(linked, parameters, controls)
    network: str | None = linked.pop(NETWORK.key, None)
    if whole and network:  # or it had not been written out when the visitor left
        now = str(st.session_state.get(NETWORK.key))  # an own one stays, as no address names it
        of = now if now in own() else network
        linked = {c.key: c.unsaid(of) for c in controls} | linked
        # how one looks at the app does not change on the way back
        linked = {key: linked[key] for key in linked.keys() - {NETWORK.key, LANG.key, PRESENT.key}}
    # a screen of others, or one from before, moves nothing that the lesson holds
    held = lesson.current().unsaid if whole else frozenset()
    for key, value in linked.items():
        if key not in held:
            CONTROLS[key].take(value)
    lesson.hold()
    return None if NETWORK.key in held else network


def followed() -> None:
    """All that the address says holds, its network too."""
    st.session_state.pop(_PENDING, None)


def _as_here(
    linked: dict[str, Any], parameters: Parameters, controls: Sequence[Control]
) -> dict[str, Any]:
    """What a link says, where it calls something by the name that other pages have for it."""
    here = {control.key for control in controls}
    for name, key in _ALSO.items():
        if name in linked and name not in here and key in here - linked.keys():
            value = parse(key, parameters[name])
            linked = linked if value is None else linked | {key: value}
    return linked


def complain(page: str) -> None:
    """Say what of the visitor's first link was ignored, on the page that it led to."""
    if st.session_state.setdefault(_LED_TO, page) == page:
        for complaint in st.session_state[_COMPLAINTS]:
            st.warning(complaint)
