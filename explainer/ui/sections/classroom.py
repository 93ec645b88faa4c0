"""Class: opening a room and joining one; the room as its teacher shows it to the class, and as pupils see it."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st

from explainer.core.errors import UserError
from explainer.rooms import rooms
from explainer.rooms.codes import read_code, spaced
from explainer.rooms.protocol import Seat, View
from explainer.ui.ballots import in_words, is_known
from explainer.ui.controls.link import ROOM, ROOM_CODE
from explainer.ui.drawing.class_style import class_style
from explainer.ui.language import say
from explainer.ui.links import origin_for_phones, qr_code
from explainer.ui.page_spec import CLASSROOM
from explainer.ui.place import base, origin
from explainer.ui.presenter import presenting
from explainer.ui.reachable import origin_for_the_room
from explainer.ui.seat import (
    act,
    attempt,
    caller,
    complaint,
    farewell,
    is_put_away,
    last_look,
    read_farewell,
    seat,
    sit,
    stand_up,
)
from explainer.ui.sections.room_bar import ask_before_leaving, keep_up, listen
from explainer.ui.sections.room_question import ask_what_waits, question
from explainer.ui.sections.room_results import bars, judged
from explainer.ui.sections.room_wall import is_on_top, wall

QR_WIDTH = 300
_TYPED = "_room_typed"


@st.fragment
def classroom() -> None:
    """The page below its heading: a fragment, which runs when the room has news."""
    view, taken = keep_up(CLASSROOM), seat()
    class_style(wide=presenting())
    if bye := farewell():
        st.info(bye, icon=":material/waving_hand:")
    above = st.container()
    if taken is None:
        _two_ways()
    elif view:
        (_teachers_room if taken.teaches else _pupils_room)(taken, view)
    if why := complaint():
        above.warning(why)
    if taken:
        listen(view)


# --- without a room


def _two_ways() -> None:
    """To open a room and to join one; whoever comes with a code in the link is here to join."""
    linked = str(st.session_state.get(ROOM_CODE, ""))
    invited = read_code(linked)
    if linked and not invited:
        st.warning(say("rooms.no_code"))
    left, right = st.columns(2, gap="medium", border=True)
    teaching, joining = (right, left) if invited else (left, right)
    with teaching:
        st.subheader(say("classroom.open"), anchor=False)
        st.markdown(say("classroom.open_lead"))
        label, icon = say("classroom.open_button"), ":material/co_present:"
        st.button(label, key="_room_open", icon=icon, type="primary", on_click=_open)
    with joining:
        st.subheader(say("classroom.join"), anchor=False)
        if invited:
            _join_at_once(invited)
        with st.form("_room_join", border=False):
            st.text_input(say("classroom.code"), key=_TYPED, placeholder="BCDF-GHJK", max_chars=20)
            st.form_submit_button(say("classroom.join_button"), on_click=_join_as_typed)
        st.caption(say("classroom.join_lead"))


def _join_at_once(code: str) -> None:
    label, icon = say("classroom.join_at_once", code=spaced(code)), ":material/login:"
    st.button(label, key="_room_go", icon=icon, type="primary", on_click=_join, args=(code,))


def _open() -> None:
    read_farewell()
    attempt(lambda: sit(rooms().open(caller())))


def _join_as_typed() -> None:
    _join(str(st.session_state[_TYPED]))


def _join(code: str) -> None:
    read_farewell()
    if attempt(lambda: _sit_in(code)):
        st.session_state.pop(ROOM_CODE, None)


def _sit_in(code: str) -> None:
    try:
        sit(rooms().join(code, caller()), new=True)
    except UserError as error:
        if getattr(error.sentence, "key", "") in ("rooms.no_room", "rooms.ended"):
            st.session_state.pop(ROOM_CODE, None)  # a link to it is not offered once more
        raise


# --- the teacher's room


def _teachers_room(taken: Seat, view: View) -> None:
    first = is_on_top()
    if first:
        wall(view)
    left, right = st.columns([1.6, 1], gap="large", vertical_alignment="center")
    with left:
        st.html(f'<p class="nw-code">{spaced(taken.code)}</p>')
        st.html(f'<p class="nw-here">{escape(say("room.here", n=view.here))}</p>')
        _how_to_join()
        _end()
    with right:
        _qr(taken)
    ask_what_waits()
    now = last_look() or view
    question(now, CLASSROOM)
    _results(now)
    if not first:
        wall(now)


def _how_to_join() -> None:
    room = origin_for_the_room(origin())
    if room is not None:
        address = urlsplit(room).netloc + base()
        st.markdown(say("classroom.how_to_join", address=f"**{address}/{CLASSROOM}**"))
    if not presenting():
        st.caption(say("classroom.what_now"))


def _qr(taken: Seat) -> None:
    """The way in for phones, with the code: this address stands nowhere else."""
    room = origin_for_phones()
    if room is None:
        return
    link = f"{room}{base()}/{CLASSROOM}?{urlencode({ROOM: taken.code})}"
    st.html(
        f"<figure>{qr_code(link, QR_WIDTH)}<figcaption>{say('classroom.qr')}</figcaption></figure>"
    )


def _end() -> None:
    """In two steps: it cannot be undone."""
    with st.popover(say("classroom.end"), icon=":material/door_open:"):
        st.markdown(say("classroom.end_lead"))
        st.button(say("classroom.end_button"), key="_room_end", type="primary", on_click=_close)


def _close() -> None:
    if act(rooms().end):
        stand_up(say("classroom.you_ended"))


def _results(view: View) -> None:
    """What was asked before, the last first."""
    results = view.all_results if is_put_away(view) else view.results
    asked = [result for result in results if is_known(result.ballot) and result.tally]
    if not asked:
        return
    with st.expander(say("classroom.results", n=len(asked)), icon=":material/bar_chart:"):
        for result in reversed(asked):
            st.markdown(f"**{in_words(result.ballot.question)}**")
            st.html(bars(result.ballot, result.tally, revealed=True))
            st.caption(judged(result.ballot, result.tally))


# --- the pupils' room


def _pupils_room(taken: Seat, view: View) -> None:
    st.html(
        f'<p class="nw-here">{escape(say("classroom.you_are_in", code=spaced(taken.code)))}</p>'
    )
    question(view, CLASSROOM)
    st.markdown(say("classroom.what_pupils_do"))
    ask_before_leaving()
    wall(view)
