"""A page's question before it has a guess: folded to one row, with what can be answered."""

from __future__ import annotations

import streamlit as st

from explainer.ui.bridges import BRIDGES, Question
from explainer.ui.language import say
from explainer.ui.sections.guesses import guess_at, take


@st.fragment
def guess_first(page: str) -> None:
    """A fragment: a run that goes on is not ended by a guess, which counts as soon as the run is done."""
    if guess_at(page) is not None:
        st.rerun()
    question = say(f"bridge.{page}.question")
    label = say("bridge.guess_first", question=question)
    with (
        st.container(key="guess"),
        st.expander(label, icon=":material/help:", expanded=False),
    ):
        _choices(page, BRIDGES[page].question)


def _choices(page: str, question: Question) -> None:
    if question.scale:
        scale, key = question.scale, f"_guess_number_{page}"
        limits = (scale.low, scale.high, scale.begin, scale.step)
        st.slider(say(f"bridge.{page}.number"), *limits, key=key)
        st.button(say("bridge.take"), key=f"_guess_{page}", on_click=_take_number, args=(page, key))
        return
    with st.container(horizontal=True, gap="small"):
        for name in question.choices:
            label, key = say(f"bridge.{page}.{name}"), f"_guess_{page}_{name}"
            st.button(label, key=key, on_click=take, args=(page, name))


def _take_number(page: str, key: str) -> None:
    take(page, int(st.session_state[key]))
