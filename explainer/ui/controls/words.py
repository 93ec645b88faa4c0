"""The control that holds a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.networks.conditions import parse_prompts
from explainer.ui.controls.control import Control
from explainer.ui.controls.last_values import PAGE
from explainer.ui.controls.lesson import current
from explainer.ui.language import say, translate

_UNCLEAR = "_words_unclear"  # the page where the words are not understood, as they stand


def unclear() -> bool:
    """Whether the words on the page that is open are not understood, so that its pictures are not of them."""
    page = st.session_state.get(_UNCLEAR)
    return page is not None and page == st.session_state.get(PAGE)


def _knows(card: ModelCard, text: str) -> bool:
    try:
        parse_prompts(text, 1, card.vocabulary)
    except UserError:
        return False
    return True


@dataclass(frozen=True)
class Words(Control):
    """A short prompt. Which words a network knows is checked when it is used."""

    max_chars: int = 120

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and len(raw[0]) <= self.max_chars else None

    def default(self) -> str:
        return ""

    def take(self, value: str) -> None:
        st.session_state.pop(f"_{self.key}_vocabulary", None)  # they come with their network
        super().take(value)

    def in_link(self, value: str, network: str) -> list[str]:
        """Words that the network does not know would open as a complaint."""
        return super().in_link(value, network) if _knows(read_card(network), value) else []

    def unsaid(self, network: str) -> str:
        return read_card(network).first_prompt

    def widget(self, value: str, options: dict[str, Any]) -> str:
        return st.text_input(self.label, value, max_chars=self.max_chars, **options) or ""

    def prompt(self, card: ModelCard) -> str:
        """The prompt field. Words that the network does not know leave a sentence and the last good ones."""
        st.session_state[_UNCLEAR] = None
        # in a place of its own, a sentence moves nothing below it: that would close “More”
        with st.container():
            return self._prompt(card)

    def _prompt(self, card: ModelCard) -> str:
        vocabulary, first = card.vocabulary, card.first_prompt
        if not vocabulary:
            st.caption(say("generate.no_words"))
            return ""
        last_good = f"_{self.key}_{vocabulary[0]}"  # each network has its own
        default = str(st.session_state.get(last_good, first))
        if self.key in current().held:
            text = self._held(first)
        else:
            text = self._typed(vocabulary, first, default)
        try:
            parse_prompts(text, 1, vocabulary)
        except UserError as error:
            st.error(translate(error.sentence))
            st.session_state[_UNCLEAR] = st.session_state.get(PAGE)
            return default
        st.session_state[last_good] = text
        return text

    def _held(self, first: str) -> str:
        """What the lesson sets; without a prompt of the lesson, what the network is asked for first."""
        return str(self.draw()) if self.key in current().values else first

    def _typed(self, vocabulary: Sequence[str], first: str, default: str) -> str:
        """The field as the visitor left it; another network's words are exchanged for its own."""
        if st.session_state.get(f"_{self.key}_vocabulary", vocabulary) != vocabulary:
            st.session_state[self.key] = default
        st.session_state[f"_{self.key}_vocabulary"] = vocabulary
        return str(self.bound(first, {}))
