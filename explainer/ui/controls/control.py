"""What every control that a link may set has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.ui.controls import hearing
from explainer.ui.controls.last_values import remember
from explainer.ui.controls.lesson import current
from explainer.ui.language import say
from explainer.ui.terms import meanings


@dataclass(frozen=True)
class Control(ABC):
    """Something that a link can set.

    Streamlit could bind it to the address itself, but that leaves out what a widget begins with, even where a
    page begins with something else, and makes an entry of the browser's history of every change.
    """

    key: str

    @abstractmethod
    def parse(self, *raw: str) -> Any:
        """The value that a link's text means, several if the key stands in it several times; None if none."""

    def texts(self, value: Any) -> list[str]:
        """What a link says for this value."""
        return [f"{value:g}" if isinstance(value, float) else str(value)]

    def told(self, texts: Sequence[str], network: str) -> str:
        """What a link to a page with this network says, as the page shows it in the visitor's language."""
        return " – ".join(texts)

    def stated(self, value: str) -> str:
        """What is told of it, after its name."""
        return say("lesson.setting", control=self.label, value=value)

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
            return self.bound(self.default(), options)
        value = st.session_state.get(self.key, self.default())
        if self.key in lesson.locked:
            options.pop("on_change", None)
            frozen = {"key": f"_locked_{self.key}", "help": say("lesson.locked"), "disabled": True}
            self.widget(value, options | frozen)
        return value

    def bound(self, value: Any, options: dict[str, Any]) -> Any:
        """Draw it under its own key; what it says, remembered for the next page."""
        says = self.widget(value, {"key": self.key, "help": self.help} | options)
        hearing.holds(self.key, says)
        return remember(self.key, says)

    def take(self, value: Any) -> None:
        """Let it say this, before it is drawn."""
        hearing.wait(self.key, value)
        st.session_state[self.key] = remember(self.key, value)

    def in_link(self, value: Any, network: str) -> list[str]:
        """What a link to a page with this network says for the value; nothing if it goes without saying."""
        return [] if value == self.unsaid(network) else self.texts(value)

    def unsaid(self, network: str) -> Any:
        """The value that holds with this network where a link says nothing."""
        return self.default()

    @property
    def label(self) -> str:
        """Its name on the page."""
        return say(f"control.{self.key}.label")

    @property
    def help(self) -> str:
        """What it does, and what the terms in its label and in this sentence mean."""
        terms = meanings(f"control.{self.key}.{part}" for part in ("label", "help"))
        return f"{say(f'control.{self.key}.help')}\n\n{terms}".strip()
