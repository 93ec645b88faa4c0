"""The bar on every page while the visitor is in a room: what goes on there, and what can be done.

It is a fragment, which runs when the room has news: neither the page nor a run on it is begun again for that, unless
the news is about what the page shows.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Literal

import streamlit as st

from explainer.rooms import rooms
from explainer.rooms.codes import spaced
from explainer.rooms.protocol import Seat, View
from explainer.server.room_changes import PATH
from explainer.ui.ballots import ballot_of
from explainer.ui.bridges import BRIDGES
from explainer.ui.components.room_seat import room_seat
from explainer.ui.contents import page_of
from explainer.ui.drawing.class_style import BAR, DEEDS, GOODBYE, LINE, class_style
from explainer.ui.going import screen_now
from explainer.ui.language import say
from explainer.ui.page_spec import CLASSROOM, PageSpec
from explainer.ui.place import base
from explainer.ui.seat import (
    act,
    complaint,
    farewell,
    given_back,
    is_open,
    kept_by_the_browser,
    last_look,
    look,
    note,
    noted,
    read_farewell,
    seat,
    stand_up,
)
from explainer.ui.sections.guesses import guess_at, truth_of
from explainer.ui.sections.room_answer import remember_vote
from explainer.ui.sections.room_calls import go_where_the_class_is
from explainer.ui.sections.room_cover import page_style, say_whether_covered
from explainer.ui.sections.room_posts import not_in_link, show_the_class
from explainer.ui.sections.room_question import (
    ask_what_waits,
    news,
    put_to_the_class,
    question,
    what_happens,
)
from explainer.ui.sections.room_results import said_by_class
from explainer.ui.sections.room_wall import way_to_wall

_DRAWN = "_room_drawn"  # what of the room the page shows that was drawn last
_WHOLE = "_room_whole_page"  # the page is being drawn, not the bar alone
_WITHIN, _WITHOUT = "_room_within", "_room_without"  # keys of what waits for news, and for a seat
OUT_OF_ROOM = (
    "out_of_room"  # the key of the bar where there is none: it only listens to the browser
)


def room_bar(page: PageSpec, heard: Callable[[str], None]) -> None:
    """The bar, where a page has one: the class's own page shows all of it, larger. `heard` follows all news."""
    st.session_state[_WHOLE] = True
    if seat() is None:
        _hear_of_a_seat()
    if page.name != CLASSROOM:
        _bar(page.name, heard)


def _hear_of_a_seat() -> None:
    """Outside of any fragment: a page that was loaded again does not first finish its run without the room."""
    with st.container(key=OUT_OF_ROOM):
        room_seat(_WITHOUT, kept_by_the_browser(), _address(), on_kept=_give_back)


@st.fragment
def _bar(page: str, heard: Callable[[str], None]) -> None:
    view = keep_up(page)
    if bye := farewell():
        _say_goodbye(bye)
    taken = seat()
    if view is None or taken is None:
        say_what_came_of_it()
        if taken:
            listen(None)
        return
    with st.container(key=BAR):
        (_teachers_line if taken.teaches else _pupils_line)(page, taken, view)
        ask_what_waits()
        now = last_look() or view
        class_style(also=page_style(page, now))
        say_what_came_of_it()
        question(now, page)
        say_whether_covered(page, now)
        listen(view)
    heard("room")


def _say_goodbye(bye: str) -> None:
    class_style()
    with st.container(key=GOODBYE):
        st.info(bye, icon=":material/waving_hand:")
        st.button(say("room.understood"), key="_room_bye", on_click=read_farewell)


# --- what happens in the room


def keep_up(page: str) -> View | None:
    """Look at the room; go where the class is called, and draw the page again where the news concerns it."""
    sat, view = seat() is not None, look()
    if sat and seat() is None:
        st.rerun()  # it has ended
    whole = st.session_state.pop(_WHOLE, False)
    if view:
        go_where_the_class_is(page, view)
        remember_vote(view)
    shown = _on_the_page(page)
    if not whole and shown != st.session_state.get(_DRAWN):
        st.rerun()
    st.session_state[_DRAWN] = shown
    return view


def _on_the_page(page: str) -> object:
    """What a page's own area shows of the room: whether there is one, one's guess, whether the answer is held back, and
    to a teacher what the class said.

    Without a guess there is no answer, so that a question to the class draws nobody's page again.
    """
    taken, guess = seat(), guess_at(page)
    held = guess is not None and is_open(page)
    return taken and taken.secret, guess, held, said_by_class(page)


def listen(view: View | None) -> None:
    """Let the browser keep the seat and wait for what comes next; where nothing was seen yet, for anything."""
    version, said = (view.version, news(view)) if view else (0, "")
    room_seat(_WITHIN, kept_by_the_browser(), _address(), version, said)


def _give_back() -> None:
    given_back(st.session_state[_WITHOUT].get("kept"))


def _address() -> str:
    return f"{base()}{PATH}"


def say_what_came_of_it() -> None:
    """That something was just done, or why it could not be done."""
    if done := noted():
        st.toast(done, icon=":material/check:")
    if why := complaint():
        st.warning(why)


# --- the line


def _pupils_line(page: str, taken: Seat, view: View) -> None:
    with st.container(key=LINE, horizontal=True, vertical_alignment="center"):
        _line(taken, what_happens(view))
        with st.container(key=DEEDS, horizontal=True, width="content"):
            if is_worth_showing(page):
                _deed("show", "add_photo_alternate", show_the_class, page)
            ask_before_leaving("tertiary")


def _teachers_line(page: str, taken: Seat, view: View) -> None:
    with st.container(key=LINE, horizontal=True, vertical_alignment="center"):
        _line(taken, say("room.here", n=view.here))
        with st.container(key=DEEDS, horizontal=True, width="content"):
            if page in BRIDGES and not is_open(page):
                _deed("ask", "ballot", _ask, page)
            _deed("bring", "group_add", _bring, page)
            way_to_wall(view)


def _line(taken: Seat, text: str) -> None:
    st.html(
        f'<div class="nw-room-line"><b>{spaced(taken.code)}</b><span>{escape(text)}</span></div>'
    )


def _deed(name: str, icon: str, deed: Callable[..., None], *told: str) -> None:
    label, why = say(f"room.{name}"), say(f"room.{name}_help")
    st.button(
        label,
        key=f"_room_{name}",
        help=why,
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=deed,
        args=told,
    )


def is_worth_showing(page: str) -> bool:
    """Whether the page shows something that is its visitor's: what a link to it can set."""
    return bool(page_of(page).controls)


# --- what can be done


def ask_before_leaving(kind: Literal["secondary", "tertiary"] = "secondary") -> None:
    """In two steps: a thumb that slips leaves no room."""
    with st.popover(say("room.leave"), icon=":material/logout:", type=kind):
        st.markdown(say("room.leave_lead"))
        st.button(say("room.leave_button"), key="_room_leave", type="primary", on_click=_leave)


def _leave() -> None:
    if act(rooms().leave):
        stand_up()


def _ask(page: str) -> None:
    put_to_the_class(ballot_of(page, truth_of(page)))


def _bring(page: str) -> None:
    if act(lambda taken: rooms().look_here(taken, screen_now(page_of(page)))):
        view = last_look()
        note(" ".join([say("room.brought", n=view.here if view else 0), *not_in_link(page)]))
