"""A pupil's answer to what the class is asked: given where the pupil is, and theirs to change until its page is open."""

from __future__ import annotations

import streamlit as st

from explainer.rooms.protocol import Ballot, View
from explainer.ui.ballots import answer_in_words, blind_of, home_of, scale_of
from explainer.ui.bridges import BRIDGES
from explainer.ui.contents import page_of
from explainer.ui.language import say
from explainer.ui.seat import seat, vote
from explainer.ui.sections.guesses import remember, take

_OPENED = "_room_opened"  # the room and the ballot's number whose page was seen open


def answering(view: View, ballot: Ballot, page: str) -> None:
    """The choices or the number, and what was answered; elsewhere than on the question's page, the way there."""
    has_seen = _has_seen(view, ballot, page)
    if ballot.choices:
        _choices(view, ballot, has_seen)
    else:
        _number(ballot, has_seen)
    if view.vote is not None:
        mine = answer_in_words(ballot, view.vote)
        st.caption(say("room.you_said_and_saw" if has_seen else "room.you_said", answer=mine))
    if page != (home := home_of(ballot)) and not blind_of(ballot.question):
        place = page_of(home)
        label = say("room.about", page=place.menu_title)
        st.page_link(place.script, label=label, icon=place.icon)


def remember_vote(view: View) -> None:
    """A vote at a page's question is the visitor's guess there, also after the page was loaded again."""
    asked = view.ballot
    if asked and view.vote is not None and asked.question in BRIDGES:
        remember(asked.question, view.vote if asked.choices else int(view.vote))


def _has_seen(view: View, ballot: Ballot, page: str) -> bool:
    """Whether the page lies open that may hold the answer: it is no guess any more that would come now."""
    taken = seat()
    this = taken and taken.code, view.asked  # numbers begin anew in every room
    if page == home_of(ballot) and view.vote is not None and not blind_of(ballot.question):
        st.session_state[_OPENED] = this
    return bool(st.session_state.get(_OPENED) == this)


def _choices(view: View, ballot: Ballot, has_seen: bool) -> None:
    with st.container(horizontal=True, gap="small"):
        for name in ballot.choices:
            st.button(
                answer_in_words(ballot, name),
                key=f"_room_vote_{name}",
                type="primary" if name == view.vote else "secondary",
                disabled=has_seen and name != view.vote,
                on_click=_answer,
                args=(ballot.question, name),
            )


def _number(ballot: Ballot, has_seen: bool) -> None:
    scale, key = scale_of(ballot), f"_room_number_{ballot.question}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limits = (scale.low, scale.high, scale.begin, scale.step)
        st.slider(say(f"bridge.{ballot.question}.number"), *limits, key=key, disabled=has_seen)
        st.button(
            say("bridge.take"),
            key="_room_vote",
            disabled=has_seen,
            on_click=_answer_number,
            args=(ballot.question, key),
        )


def _answer_number(asked: str, key: str) -> None:
    _answer(asked, int(st.session_state[key]))


def _answer(asked: str, answer: str | int) -> None:
    """Answer; at a page's own question, that is the visitor's guess there, too."""
    if asked in BRIDGES:
        take(asked, answer)
    else:
        vote(asked, answer)
