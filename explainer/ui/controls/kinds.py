"""The kinds of controls that a link may set: what each may hold, and how it is drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer import strings
from explainer.core.errors import UserError
from explainer.networks.conditions import first_prompt, parse_prompts
from explainer.ui.controls.lesson import current
from explainer.ui.words import say, told

_KEPT = "_kept"  # the visitor's last value of every control, from page to page


def _keep(key: str, value: Any) -> Any:
    st.session_state.setdefault(_KEPT, {})[key] = value
    return value


def kept() -> Mapping[str, Any]:
    """What every control said when it was last seen, by its key."""
    values: Mapping[str, Any] = st.session_state.get(_KEPT, {})
    return values


def carry_over(page: str) -> bool:
    """On arriving at a page, set its controls as the visitor left them on another; whether one arrived.

    Streamlit takes the same key on two pages for two controls, and forgets the first. A link wins.
    """
    arrived = bool(st.session_state.get("_page", page) != page)
    if arrived:
        for key, value in st.session_state.get(_KEPT, {}).items():
            if key not in st.query_params:
                st.session_state[key] = value
    st.session_state["_page"] = page
    return arrived


def _is_whole(text: str) -> bool:
    """Whether it is a whole number; Python reads none of thousands of digits."""
    return len(text) < 20 and text.isascii() and text.isdecimal()


@dataclass(frozen=True)
class Control(ABC):
    """Something that a link can set."""

    key: str

    @abstractmethod
    def parse(self, *raw: str) -> Any:
        """The value that a link's text means, several if the key stands in it several times; None if none."""

    def texts(self, value: Any) -> list[str]:
        """What a link says for this value."""
        return [f"{value:g}" if isinstance(value, float) else str(value)]

    @abstractmethod
    def default(self) -> Any:
        """What the control says before it is touched."""

    @abstractmethod
    def widget(self, value: Any, options: dict[str, Any]) -> Any:
        """Draw it, labelled from the strings; what it says."""

    def draw(self, **options: Any) -> Any:
        """Draw it unless the lesson hides it, frozen if the lesson locks it; what holds."""
        lesson = current()
        if self.key not in lesson.held:
            bound = {"key": self.key, "help": self.help, "bind": "query-params"}
            return _keep(self.key, self.widget(self.default(), bound | options))
        value = st.session_state.get(self.key, self.default())
        if self.key in lesson.locked:
            options.pop("on_change", None)
            frozen = {"key": f"_locked_{self.key}", "help": say("lesson.locked"), "disabled": True}
            self.widget(value, options | frozen)
        return value

    @property
    def label(self) -> str:
        """Its name on the page."""
        return say(f"control.{self.key}.label")

    @property
    def help(self) -> str:
        """What it does."""
        return say(f"control.{self.key}.help")


@dataclass(frozen=True)
class Slider(Control):
    """A number between two others. Floats if `step` is one."""

    low: float
    high: float
    value: float
    step: float

    def parse(self, *raw: str) -> float | None:
        try:
            values = [type(self.step)(r) for r in raw]
        except ValueError:
            return None
        return values[0] if len(values) == 1 and self.low <= values[0] <= self.high else None

    def default(self) -> float:
        return self.value

    def widget(self, value: float, options: dict[str, Any]) -> Any:
        return st.slider(self.label, self.low, self.high, value, self.step, **options)


@dataclass(frozen=True)
class Range(Control):
    """From one whole number to another; a link names the key twice. None where it spans everything."""

    low: int
    high: int
    step: int

    def parse(self, *raw: str) -> tuple[int, int] | None:
        if len(raw) != 2 or not all(map(_is_whole, raw)):
            return None
        first, last = int(raw[0]), int(raw[1])
        return (first, last) if self.low <= first <= last <= self.high else None

    def texts(self, value: tuple[int, int]) -> list[str]:
        return [str(v) for v in value]

    def default(self) -> tuple[int, int]:
        return self.low, self.high

    def widget(self, value: tuple[int, int], options: dict[str, Any]) -> Any:
        return st.slider(self.label, self.low, self.high, value, self.step, **options)

    def draw(self, **options: Any) -> tuple[int, int] | None:
        value = super().draw(**options)
        return None if value == self.default() else (value[0], value[1])


@dataclass(frozen=True)
class Number(Control):
    """A whole number, typed."""

    low: int
    high: int
    value: int

    def parse(self, *raw: str) -> int | None:
        if len(raw) != 1 or not _is_whole(raw[0]):
            return None
        return int(raw[0]) if self.low <= int(raw[0]) <= self.high else None

    def default(self) -> int:
        return self.value

    def widget(self, value: int, options: dict[str, Any]) -> int:
        try:
            typed = st.number_input(self.label, self.low, self.high, value, **options)
        except (
            OverflowError
        ):  # Streamlit stumbles over an infinity in the link: go on without the link
            options = {name: o for name, o in options.items() if name not in ("bind", "key")}
            typed = st.number_input(self.label, self.low, self.high, value, **options)
        return self.value if typed is None else int(typed)


@dataclass(frozen=True)
class Choice(Control):
    """One of a few names; the first is the default. A function names those that may change."""

    names: tuple[str, ...] | Callable[[], tuple[str, ...]]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen now."""
        return self.names() if callable(self.names) else self.names

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and raw[0] in self.options else None

    def default(self) -> str:
        return self.options[0]

    def widget(self, value: str, options: dict[str, Any]) -> str:
        names = self.options
        return str(st.selectbox(self.label, names, names.index(value), **options))


@dataclass(frozen=True)
class Language(Choice):
    """One of the languages, each called what its speakers call it.

    Streamlit binds a choice to the text that it shows; a link shall hold the code, and it must count
    from the first sentence on.
    """

    def take(self) -> None:
        """Let a link's language hold before anything is said."""
        linked = self.parse(*st.query_params.get_all(self.key))
        if linked and self.key not in st.session_state:
            st.session_state[self.key] = linked

    def draw(self, **options: Any) -> str:
        if self.key in current().held:
            return str(super().draw(**options))
        code = self.widget(self.default(), {"key": self.key, "help": self.help} | options)
        if code != self.default():
            st.query_params[self.key] = code
        elif self.key in st.query_params:
            del st.query_params[self.key]
        return str(_keep(self.key, code))

    def widget(self, value: str, options: dict[str, Any]) -> str:
        return super().widget(value, options | {"format_func": strings.languages().get})


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""

    value: bool

    def parse(self, *raw: str) -> bool | None:
        return raw[0] == "true" if raw in (("true",), ("false",)) else None

    def texts(self, value: bool) -> list[str]:
        return [str(value).lower()]

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


@dataclass(frozen=True)
class Words(Control):
    """A short prompt. Which words a network knows is checked when it is used."""

    max_chars: int = 120

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and len(raw[0]) <= self.max_chars else None

    def default(self) -> str:
        return ""

    def widget(self, value: str, options: dict[str, Any]) -> str:
        return st.text_input(self.label, value, max_chars=self.max_chars, **options) or ""

    def ask(self, vocabulary: Sequence[str]) -> str:
        """The prompt field. Words that the network does not know leave a sentence and the last good ones."""
        if not vocabulary:
            st.caption(say("generate.no_words"))
            return ""
        first = first_prompt(vocabulary)
        lesson, last_good = current(), f"_{self.key}_{vocabulary[0]}"  # each network has its own
        default = st.session_state.get(last_good, first)
        if self.key in lesson.held:
            text = str(self.draw()) if self.key in lesson.values else first
        else:
            text = self._bound(vocabulary, first, default)
        try:
            parse_prompts(text, 1, vocabulary)
        except UserError as error:
            st.error(told(error.sentence))
            return str(default)
        st.session_state[last_good] = text
        return text

    def _bound(self, vocabulary: Sequence[str], first: str, default: str) -> str:
        """The field as the visitor left it; another network's words are exchanged for its own."""
        if st.session_state.get(f"_{self.key}_vocabulary", vocabulary) != vocabulary:
            st.session_state[self.key] = default
        st.session_state[f"_{self.key}_vocabulary"] = vocabulary
        bound = {"key": self.key, "help": self.help, "bind": "query-params"}
        return str(_keep(self.key, self.widget(first, bound)))
