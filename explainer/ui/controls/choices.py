"""Controls that hold one of a few values: a name, several of some, on or off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.ui.controls.control import Control
from explainer.ui.controls.last_values import last_values
from explainer.ui.language import say

NONE = "none"  # what a link says where nothing is chosen


@dataclass(frozen=True)
class Choice(Control):
    """One of a few names; the first is the default. A function names those that may change.

    `called` says what pages call a name.
    """

    names: tuple[str, ...] | Callable[[], tuple[str, ...]]
    called: Callable[[str], str] = str

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen now."""
        return self.names() if callable(self.names) else self.names

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and raw[0] in self.options else None

    def default(self) -> str:
        return self.options[0]

    def told(self, texts: Sequence[str], network: str) -> str:
        return self.called(texts[0])

    def widget(self, value: str, options: dict[str, Any]) -> str:
        names = self.options
        shown = {"format_func": self.called}
        return str(st.selectbox(self.label, names, names.index(value), **shown | options))


@dataclass(frozen=True)
class Some(Control):
    """At most so many of some names, or none; a link names the key several times. The first is the default.

    Of more, those count that were chosen last.
    """

    names: tuple[str, ...]
    most: int
    called: Callable[[str], str]  # what pages call a name

    def parse(self, *raw: str) -> list[str] | None:
        if raw == (NONE,):
            return []
        chosen = list(dict.fromkeys(raw))
        return chosen if set(chosen) <= {*self.names} and len(chosen) <= self.most else None

    def texts(self, value: Sequence[str]) -> list[str]:
        return list(value)[-self.most :] or [NONE]

    def default(self) -> list[str]:
        return [self.names[0]]

    def told(self, texts: Sequence[str], network: str) -> str:
        return " + ".join(map(self.called, self.parse(*texts) or ())) or say("lesson.nothing")

    def draw(self, **options: Any) -> Any:
        """The same, with no more than there may be."""
        chosen = list(st.session_state.get(self.key, []))
        if len(chosen) > self.most:
            before = last_values().get(self.key, self.default())
            new = [name for name in chosen if name not in before]
            kept = [name for name in before if name in chosen]
            self.take([*kept, *new][-self.most :])
        return super().draw(**options)

    def widget(self, value: Sequence[str], options: dict[str, Any]) -> list[str]:
        shown = {"format_func": self.called} | options
        chosen = st.pills(
            self.label, self.names, selection_mode="multi", default=list(value), **shown
        )
        return list(chosen)


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    value: bool

    def parse(self, *raw: str) -> bool | None:
        return raw[0] == "true" if raw in (("true",), ("false",)) else None

    def texts(self, value: bool) -> list[str]:
        return [str(value).lower()]

    def told(self, texts: Sequence[str], network: str) -> str:
        return say("lesson.on" if self.parse(*texts) else "lesson.off")

    def default(self) -> bool:
        return self.value

    def widget(self, value: bool, options: dict[str, Any]) -> bool:
        return bool(st.toggle(self.label, value, **options))


@dataclass(frozen=True)
class Offer(Switch):
    """A switch for something that is not there on every server; a link cannot turn on what is missing."""

    is_there: Callable[[], bool]

    def parse(self, *raw: str) -> bool | None:
        value = super().parse(*raw)
        return None if value and not self.is_there() else value
