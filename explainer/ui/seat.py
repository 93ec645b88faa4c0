"""The visitor's seat in a room: kept for this visit, and by the tab's browser for the next; what it may know of the room.

It stands in no link and in no address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer.core.errors import UserError
from explainer.rooms import rooms
from explainer.rooms.protocol import GoneError, Seat, View
from explainer.streamlit_names import visit
from explainer.ui.language import say, translate

_SEAT = "_room_seat_taken"
_VIEW = "_room_view"  # what was last seen from it
_LEFT = (
    "_room_left"  # the secret of the seat that was given up last: the browser is to forget it, too
)
_COMPLAINT, _NOTE = "_room_complaint", "_room_note"
_FAREWELL = "_room_farewell"  # why it was given up; "" where the visitor has read it, or left
_FOLLOWED = (
    "_room_followed"  # the number of the last screen of the teacher's that this visitor was led to
)
_AWAY = "_room_put_away"  # the number of the ballot whose result this visitor has put away
_NEW = "_room_new"  # the visitor has just joined


def caller() -> str:
    """Who asks, for those who count how often: an address of the network, or on the same machine the visit."""
    return str(st.context.ip_address or visit() or "here")


def seat() -> Seat | None:
    """The seat that this visitor has."""
    taken: Seat | None = st.session_state.get(_SEAT)
    return taken


def teaches() -> bool:
    """Whether the visitor is a room's teacher."""
    taken = seat()
    return taken is not None and taken.teaches


def sit(taken: Seat, followed: int = 0, new: bool = False) -> None:
    """Take a seat, a `new` one after joining; the teacher's screens up to this number have been shown from it."""
    st.session_state[_SEAT] = taken
    st.session_state[_FOLLOWED] = followed
    st.session_state[_NEW] = new
    for key in (_VIEW, _LEFT, _FAREWELL, _AWAY):
        st.session_state.pop(key, None)


def stand_up(farewell: str = "") -> None:
    """Give the seat up, for a reason."""
    if taken := st.session_state.pop(_SEAT, None):
        st.session_state[_LEFT] = taken.secret
        st.session_state[_FAREWELL] = farewell
    st.session_state.pop(_VIEW, None)


def farewell() -> str:
    """Why the visitor has no seat any more; "" if that goes without saying."""
    return str(st.session_state.get(_FAREWELL, ""))


def read_farewell() -> None:
    """The visitor knows now."""
    st.session_state.pop(_FAREWELL, None)


def vote(question: str, answer: object) -> None:
    """Answer what the class is asked, if that is it; nothing for a teacher, or where it is not open any more."""
    if is_open(question) and not teaches():
        act(lambda taken: rooms().vote(taken, question, str(answer)))
        look()


def act(deed: Callable[[Seat], None]) -> bool:
    """Do something from the visitor's seat, as `attempt` does."""
    taken = seat()
    return taken is not None and attempt(lambda: deed(taken))


def attempt(deed: Callable[[], object]) -> bool:
    """Do something with rooms; whether it could be done. Why not is said once, by `complaint`."""
    try:
        deed()
    except UserError as error:
        if isinstance(error, GoneError) and seat():
            stand_up(translate(error.sentence))
            return False
        _complain(error)
        return False
    return True


def _complain(error: UserError) -> None:
    st.session_state[_COMPLAINT] = translate(error.sentence)


def complaint() -> str:
    """Why something could not be done, once."""
    return str(st.session_state.pop(_COMPLAINT, ""))


def note(sentence: str) -> None:
    """Say that something was done, when the bar is drawn the next time."""
    st.session_state[_NOTE] = sentence


def noted() -> str:
    """What was done, once."""
    return str(st.session_state.pop(_NOTE, ""))


def is_open(question: str) -> bool:
    """Whether this is what the class is asked now, as far as has been seen."""
    view = last_look()
    asked = view and not view.revealed and view.ballot
    return bool(asked and asked.question == question)


def look() -> View | None:
    """What can be seen from the seat now; None without one, or where the room has ended.

    Where rooms cannot be reached, `complaint` says so, and it is what was seen last, None if that was nothing yet.
    """
    taken = seat()
    if taken is None:
        return None
    try:
        view = rooms().view(taken)
    except GoneError as error:
        stand_up(translate(error.sentence))
        return None
    except UserError as error:
        _complain(error)
        last = last_look()
        # a version that no room has: the browser hears of it as soon as rooms can be reached
        return last and replace(last, version=0)
    if view.ended:
        stand_up(say("rooms.ended"))
        return None
    st.session_state[_VIEW] = view
    return view


def last_look() -> View | None:
    """What was seen from it last, without looking again."""
    view: View | None = st.session_state.get(_VIEW)
    return view


def followed() -> int:
    """The number of the last screen of the teacher's that the visitor was led to."""
    return int(st.session_state.get(_FOLLOWED, 0))


def has_just_joined() -> bool:
    """Whether the visitor sees the room for the first time; once."""
    return bool(st.session_state.pop(_NEW, False))


def follow(number: int) -> None:
    """Note that the visitor has been led to it."""
    st.session_state[_FOLLOWED] = number


def put_away(number: int) -> None:
    """Note that the visitor has read what came of the question of this number, and wants it out of the way."""
    st.session_state[_AWAY] = number


def is_put_away(view: View) -> bool:
    """Whether the visitor has read the result and put it away."""
    return view.revealed and st.session_state.get(_AWAY) == view.asked


def kept_by_the_browser() -> dict[str, Any]:
    """What the tab is to keep: the seat, how far it has followed, and what it has put away; or which seat it is to forget."""
    taken = seat()
    if taken is None:
        return {"seat": None, "left": st.session_state.get(_LEFT)}
    kept = {"code": taken.code, "secret": taken.secret, "teaches": taken.teaches}
    done = {"followed": followed(), "away": st.session_state.get(_AWAY, 0)}
    return {"seat": {**kept, **done}, "left": None}


def given_back(told: object) -> None:
    """Sit down again on what the browser has kept, if that can be a seat; whether it is one, the room says."""
    if seat() is not None or not isinstance(told, Mapping):
        return
    code, secret, number = told.get("code"), told.get("secret"), told.get("followed")
    if isinstance(code, str) and isinstance(secret, str) and len(code) + len(secret) < 200:
        sit(Seat(code, secret, told.get("teaches") is True), number if type(number) is int else 0)
        if type(away := told.get("away")) is int:
            put_away(away)
