"""Lesson links: a teacher takes controls away (hide=) or freezes them (lock=) in the link itself.

What a link holds is kept on the server from the visitor's first moment, and read from there whatever
the page sends: a form that is edited in the browser changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explainer.ui.drawn_once import once_a_drawing

HIDE, LOCK = "hide", "lock"
UPLOAD = "upload"  # no control of the link, but it can be taken away, too
_KEPT = "_lesson"

Parse = Callable[[str, Sequence[str]], Any]  # (key, texts of the link) → value; None if impossible


@dataclass(frozen=True)
class Lesson:
    """What a link takes away or freezes, and the values that hold instead."""

    hidden: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(
        default_factory=dict
    )  # of the held controls that the link sets
    link: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what must stay in the address

    @property
    def held(self) -> frozenset[str]:
        """Every control that the visitor cannot move."""
        return self.hidden | self.locked

    @property
    def unsaid(self) -> frozenset[str]:
        """Those of them whose value goes without saying in the link: what they say, they go on saying."""
        return self.held - self.values.keys()


def names_in(texts: Sequence[str]) -> frozenset[str]:
    """The control names of a hide= or lock= parameter, which may stand several times."""
    return frozenset(name for text in texts for name in text.replace(" ", "").split(",") if name)


def read(parameters: Mapping[str, Sequence[str]], known: frozenset[str], parse: Parse) -> Lesson:
    """The lesson of a link; names that no page has are left out."""
    hidden = names_in(parameters.get(HIDE, ())) & (known | {UPLOAD})
    locked = names_in(parameters.get(LOCK, ())) & known - hidden
    held = hidden | locked
    values = {key: parse(key, parameters[key]) for key in sorted(held & parameters.keys())}
    values = {key: value for key, value in values.items() if value is not None}
    names = {HIDE: ",".join(sorted(hidden)), LOCK: ",".join(sorted(locked))}
    link = {key: [text] for key, text in names.items() if text}
    return Lesson(hidden, locked, values, link | {key: list(parameters[key]) for key in values})


def begin(lesson: Lesson) -> None:
    """Let the lesson of this visitor's first link hold; later links of the same visit cannot change it."""
    st.session_state.setdefault(_KEPT, lesson)


def hold() -> None:
    """Put back what the lesson holds, whatever the address and the page say now."""
    st.session_state.update(current().values)


@once_a_drawing
def current() -> Lesson:
    """What holds for this visitor."""
    lesson: Lesson = st.session_state.get(_KEPT, Lesson())
    return lesson


def hides(name: str) -> bool:
    """Whether a control, or "upload", is taken away."""
    return name in current().hidden


def holds(*names: str) -> bool:
    """Whether any of these controls cannot be moved."""
    return not current().held.isdisjoint(names)
