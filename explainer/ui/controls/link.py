"""The link that a visitor comes with: what it sets, what it takes away, and what of it was ignored.

Streamlit drops a bad value from a link without a word; here every one of them gets a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from explainer.ui.controls import lesson
from explainer.ui.controls.table import CONTROLS
from explainer.ui.language import plain, say

LONGEST_QUOTE = 40  # characters of a link that are repeated in a sentence
_FOLLOWED = "_link"  # the page that the first link led to, and the sentences about it


def parse(key: str, texts: Sequence[str]) -> Any:
    """What a link sets a control to; None if that is not possible."""
    return CONTROLS[key].parse(*texts)


def lesson_of(parameters: Mapping[str, Sequence[str]]) -> lesson.Lesson:
    """What a link takes away or freezes."""
    return lesson.read(parameters, frozenset(CONTROLS), parse)


def ignored(parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A sentence for each parameter of a link that cannot be followed."""
    complaints = {key: _complaint(key, texts) for key, texts in parameters.items()}
    return {key: sentence for key, sentence in complaints.items() if sentence}


def _complaint(key: str, texts: Sequence[str]) -> str:
    """What is wrong with one parameter; nothing if it can be followed."""
    if key in (lesson.HIDE, lesson.LOCK):
        strange = sorted(lesson.names_in(texts) - CONTROLS.keys() - {lesson.UPLOAD})
        return say("link.not_a_control", key=key, names=_quoted(strange)) if strange else ""
    if key not in CONTROLS:
        return say("link.unknown", key=_quoted([key]))
    return (
        ""
        if parse(key, texts) is not None
        else say("link.bad_value", key=key, value=_quoted(texts))
    )


def _quoted(texts: Sequence[str]) -> str:
    return plain(", ".join(texts)[:LONGEST_QUOTE])


def follow(page: str) -> None:
    """Take in the visitor's first link; say what of it was ignored, on the page that it led to."""
    if _FOLLOWED not in st.session_state:
        st.session_state[_FOLLOWED] = page, _take_in()
    led_to, complaints = st.session_state[_FOLLOWED]
    if led_to == page:
        for complaint in complaints:
            st.warning(complaint)
    lesson.hold()


def _take_in() -> list[str]:
    """Let the lesson of this link hold, and drop from the address what cannot be followed; why."""
    parameters = {key: st.query_params.get_all(key) for key in st.query_params}
    lesson.begin(lesson_of(parameters))
    complaints = ignored(parameters)
    for key in complaints:
        del st.query_params[key]
    return list(complaints.values())
