"""What a class is asked, as it stands in the bar of every page: the question, its choices, and what all have answered."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer.core.errors import UserError
from explainer.experiments.blind_test import SIDES
from explainer.rooms import rooms
from explainer.rooms.protocol import Ballot, View
from explainer.ui import cached_class
from explainer.ui.ballots import Blind, answer_in_words, blind_of, home_of, in_words, is_known
from explainer.ui.drawing.class_style import PAIR
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say, translate
from explainer.ui.page_spec import CLASSROOM
from explainer.ui.presenter import presenting
from explainer.ui.seat import act, attempt, is_put_away, look, put_away, seat, teaches
from explainer.ui.sections.room_answer import answering
from explainer.ui.sections.room_results import bars, so_far, summary

_WAITS = "_room_pair_waits"  # a pair that a class is asked about next, and its teacher's seat
# whether bars grow while the class answers, as the teacher has chosen; and the same, where it is not drawn
SHOW_BARS, _SHOW_BARS_KEPT = "_room_show_bars", "_room_show_bars_kept"


def question(view: View, page: str) -> None:
    """The open question, or the result that was revealed; nothing before the first, or when it was put away.

    The result of another page's question is one line, which can be unfolded.
    """
    ballot = view.ballot
    if ballot is None or not is_known(ballot) or is_put_away(view):
        return
    asked = in_words(ballot.question)
    if view.revealed and page not in (home_of(ballot), CLASSROOM):
        with st.expander(f"{asked} {summary(view)}", icon=":material/bar_chart:"):
            _way_out(view)
            _asked(view, ballot, page)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="nw-asked">{escape(asked)}</p>')
        _way_out(view)
    _asked(view, ballot, page)


def _asked(view: View, ballot: Ballot, page: str) -> None:
    blind = blind_of(ballot.question)
    for_all = view.revealed or teaches()
    pair, rest = st.columns(2) if blind and for_all else (st.container(), st.container())
    if blind:
        with pair:
            _pair(blind, view)
    with rest:
        if for_all:
            _result(view, ballot, blind)
        else:
            answering(view, ballot, page)


def _way_out(view: View) -> None:
    """Beside the question, where no picture pushes it out of a phone's sight."""
    if view.revealed:
        label = say("room.put_away")
        st.button(label, key="_room_away", type="tertiary", on_click=put_away, args=(view.asked,))


def what_happens(view: View) -> str:
    """Where the class is, for pupils."""
    if view.ballot is None or not is_known(view.ballot):
        return say("room.nothing_yet")
    if is_put_away(view):
        return ""
    return say("room.revealed" if view.revealed else "room.teacher_asks")


def news(view: View) -> str:
    """What is read aloud when it changes."""
    if view.ballot is None or not is_known(view.ballot):
        return ""
    asked = in_words(view.ballot.question)
    said = summary(view).replace("**", "")
    return f"{asked} {said}" if view.revealed else say("room.asks", question=asked)


# --- the blind test's pictures


def _pair(blind: Blind, view: View) -> None:
    """Both pictures; once it is revealed, with their steps."""
    try:
        with st.spinner(say("room.computing")):
            pictures = cached_class.blind_pair(blind)
    except UserError as error:  # a fragment lets none through as it is: the page would end with it
        st.warning(translate(error.sentence))
        return
    right = view.ballot.right if view.ballot and view.revealed else None
    with st.container(key=PAIR):
        for side, picture in zip(SIDES, pictures, strict=True):
            steps = () if right is None else (_steps(blind, side == right),)
            quantity = "x0" if side == right else "plain"
            name = say(f"room.blind_{side}")
            st.html(row([Framed(picture, name, quantity=quantity, numbers=steps)]))


def _steps(blind: Blind, longer: bool) -> str:
    return say("room.steps", n=blind.walks[longer].steps)


# --- what all have answered


def _result(view: View, ballot: Ballot, blind: Blind | None) -> None:
    """The count, the bars, and what comes next; before the reveal the class may be reading along."""
    left, right = st.columns(2, gap="small")
    with right:
        st.markdown(summary(view))
        if view.revealed and ballot.right and not blind:
            st.caption(say("room.right_there"))
        if teaches() and (all_pairs := so_far(view)):
            st.markdown(all_pairs)
        wanted = view.revealed or _are_wanted()
        _what_next(view, blind)
    with left:
        if wanted:
            _bars(view, ballot)
        else:
            _options(ballot)
            st.progress(min(1.0, view.answered / max(1, view.members)))


def _bars(view: View, ballot: Ballot) -> None:
    if not ballot.choices:
        st.caption(say(f"bridge.{ballot.question}.number"))
    st.html(bars(ballot, view.tally, view.revealed))


def _options(ballot: Ballot) -> None:
    """What can be answered, for a class that reads the question from the front."""
    if not ballot.choices:
        st.caption(say(f"bridge.{ballot.question}.number"))
    numbers = () if ballot.choices else (f"{ballot.low} – {ballot.high}",)
    options = [answer_in_words(ballot, name) for name in ballot.choices] or numbers
    st.html(f'<p class="nw-options">{escape(" · ".join(options))}</p>')


def _what_next(view: View, blind: Blind | None) -> None:
    with st.container(horizontal=True, gap="small"):
        if not view.revealed:
            label, key = say("room.reveal"), "_room_reveal"
            st.button(label, key=key, type="primary", on_click=_reveal)
        elif teaches() and blind:
            again = say("room.next_pair")
            st.button(again, key="_room_next", on_click=ask_blind, args=(_next(blind),))


def _are_wanted() -> bool:
    """Whether bars grow while the class still answers: not at first where it sees the teacher's screen."""
    st.session_state[SHOW_BARS] = st.session_state.get(_SHOW_BARS_KEPT, not presenting())
    label, why = say("room.show_bars"), say("room.show_bars_help")
    return st.toggle(label, key=SHOW_BARS, help=why, on_change=_show_bars)


def _show_bars() -> None:
    """For this question and those to come."""
    st.session_state[_SHOW_BARS_KEPT] = st.session_state[SHOW_BARS]


def _reveal() -> None:
    if act(rooms().reveal):
        look()


def _next(blind: Blind) -> Blind:
    return Blind(blind.walks, blind.i + 1)


def ask_blind(blind: Blind) -> None:
    """Show the class a pair, as soon as it is computed: `ask_what_waits` does."""
    st.session_state[_WAITS] = seat(), blind


def ask_what_waits() -> None:
    """Compute the pair that the class is to see, and show it: then nobody waits for it.

    One that cannot be computed or asked now waits for the next run.
    """
    whose, blind = st.session_state.get(_WAITS, (None, None))
    if blind is None or whose != seat():
        return
    with st.spinner(say("room.computing")):
        is_there = attempt(lambda: cached_class.blind_pair(blind))
    if is_there:
        put_to_the_class(blind.ballot())


def put_to_the_class(ballot: Ballot) -> None:
    """Ask the class; whatever was asked before is closed, and a pair that waits is not what is wanted any more."""
    if act(lambda taken: rooms().ask(taken, ballot)):
        st.session_state.pop(_WAITS, None)
    look()
