"""A control whose choices are what the network in use can be asked for: its words, or prompts that stand for them.

A link may name any word. One that the network in use does not know is replaced where the page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.networks.checkpoints import read_card
from explainer.networks.names import name_of
from explainer.ui.controls.control import Control
from explainer.ui.language import language

LONGEST = 60  # characters of a prompt that a link may name


@dataclass(frozen=True)
class WordChoice(Control):
    """One prompt of the network that the control of the key `network` names; `begin(network)` is the first."""

    network: str
    begin: Callable[[str], str]

    @property
    def options(self) -> tuple[str, ...]:
        """What the network in use can be asked for; () if it knows no words."""
        return read_card(self._used()).shown

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and 0 < len(raw[0]) <= LONGEST else None

    def default(self) -> str:
        return self.begin(self._used())

    def unsaid(self, network: str) -> str:
        return self.begin(network)

    def told(self, texts: Sequence[str], network: str) -> str:
        return name_of(texts[0], language())

    def in_link(self, value: str, network: str) -> list[str]:
        """Nothing that this network does not know."""
        return super().in_link(value, network) if value in read_card(network).shown else []

    def draw(self, **options: Any) -> Any:
        """The same, with the first prompt in the place of one that this network does not know; "" without words."""
        if not self.options:
            return ""
        if st.session_state.get(self.key, self.default()) not in self.options:
            st.session_state[self.key] = self.default()
        return super().draw(**options)

    def widget(self, value: str, options: dict[str, Any]) -> str:
        names = self.options
        shown = {"format_func": lambda word: name_of(word, language())}
        return str(st.selectbox(self.label, names, names.index(value), **shown | options))

    def _used(self) -> str:
        return str(st.session_state[self.network])
