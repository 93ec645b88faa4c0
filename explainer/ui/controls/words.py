"""The control that holds a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.networks.conditions import canonical, in_language, knows, read_prompts
from explainer.strings import languages
from explainer.ui.controls.control import Control
from explainer.ui.controls.last_values import remember
from explainer.ui.controls.lesson import current
from explainer.ui.controls.open_page import page_now
from explainer.ui.language import language

_UNCLEAR = "_words_unclear"  # the page where the words are not understood, as they stand
_LEFT_OUT = "_words_left_out"  # the small words of what was typed last, and what became of that


def unclear() -> bool:
    """Whether the words on the page that is open are not understood, so that its pictures are not of them."""
    return bool(st.session_state.get(_UNCLEAR) == page_now())


def not_asked() -> None:
    """Of a page that draws no field for words now: whatever stood in it before, nothing is unclear."""
    st.session_state[_UNCLEAR] = None


@lru_cache(maxsize=128)  # every page asks twice, each time that it is drawn
def _written(text: str, vocabulary: tuple[str, ...]) -> str | None:
    """A text as links write it; None where the vocabulary does not know all of it."""
    known = knows(vocabulary, text)
    return canonical(read_prompts(text, vocabulary), vocabulary) if known else None


@lru_cache(maxsize=128)
def _named(words: str, vocabulary: tuple[str, ...], code: str) -> str:
    return in_language(words, vocabulary, code)


@dataclass(frozen=True)
class Asked:
    """What the field says, what it is read as, and why it cannot be read, if so."""

    text: str
    words: str  # as links write them; of a text that cannot be read, the last one that could
    left_out: tuple[str, ...] = ()
    wrong: UserError | None = None


@dataclass(frozen=True)
class Words(Control):
    """A short prompt. Which words a network knows is checked when it is used."""

    max_chars: int = 120

    def parse(self, *raw: str) -> str | None:
        return raw[0] if len(raw) == 1 and len(raw[0]) <= self.max_chars else None

    def default(self) -> str:
        return ""

    def take(self, value: str) -> None:
        st.session_state.pop(f"_{self.key}_of", None)  # they come with their network
        super().take(value)

    def in_link(self, value: str, network: str) -> list[str]:
        """The network's own words; those that it does not know would open as a complaint."""
        words = _written(value, read_card(network).vocabulary)
        return [] if words is None else super().in_link(words, network)

    def unsaid(self, network: str) -> str:
        return read_card(network).first_prompt

    def widget(self, value: str, options: dict[str, Any]) -> str:
        return st.text_input(self.label, value, max_chars=self.max_chars, **options) or ""

    def ask(self, card: ModelCard) -> Asked:
        """The field for this network's prompt, and what stands in it; nothing for one without words."""
        st.session_state[_UNCLEAR] = None
        if not card.vocabulary:
            return Asked("", "")
        last_good = f"_{self.key}_{card.vocabulary[0]}"  # each network has its own
        default = str(st.session_state.get(last_good, card.first_prompt))
        held = self.key in current().held
        text = self._held(card.first_prompt) if held else self._typed(card, default)
        asked = self._read(text, card.vocabulary, default)
        if asked.wrong:
            st.session_state[_UNCLEAR] = page_now()
        else:
            st.session_state[last_good] = remember(self.key, asked.words)
        return asked

    def _read(self, text: str, vocabulary: Sequence[str], otherwise: str) -> Asked:
        try:
            readings = read_prompts(text, vocabulary)
        except UserError as error:
            return Asked(text, otherwise, wrong=error)
        tidied, typed = st.session_state.get(_LEFT_OUT, ("", ()))
        now = tuple(dict.fromkeys(word for reading in readings for word in reading.left_out))
        return Asked(
            text, canonical(readings, vocabulary), now or (typed if tidied == text else ())
        )

    def _held(self, first: str) -> str:
        """What the lesson sets; without a prompt of the lesson, what the network is asked for first."""
        return str(self.draw()) if self.key in current().values else first

    def _typed(self, card: ModelCard, default: str) -> str:
        """The field as the visitor left it; words that another network than before does not know are exchanged."""
        before, first = st.session_state.get(f"_{self.key}_of", (card.vocabulary, ""))
        st.session_state[f"_{self.key}_of"] = card.vocabulary, card.first_prompt
        text = st.session_state.get(self.key, "")
        own = _written(text, before) != first and knows(card.vocabulary, text)
        if before != card.vocabulary and not own:
            st.session_state[self.key] = default
        self._translate(card.vocabulary)
        tidy = {"on_change": self._tidy, "args": (card.vocabulary,)}
        return str(self.bound(self.shown(card.first_prompt, card.vocabulary), tidy))

    def shown(self, words: str, vocabulary: tuple[str, ...], code: str | None = None) -> str:
        """Words as links write them, as the field shows them in a language, at first the visitor's."""
        text = _named(words, vocabulary, code or language())
        return text if len(text) <= self.max_chars else words

    def told(self, texts: Sequence[str], network: str) -> str:
        try:
            return self.shown(texts[0], read_card(network).vocabulary)
        except UserError:  # a network that is not here, or does not know them
            return texts[0]

    def _translate(self, vocabulary: tuple[str, ...]) -> None:
        """What a link, a chip or another language left in the field; what the visitor typed otherwise stays."""
        text = st.session_state.get(self.key)
        words = _written(text, vocabulary) if text else None
        if words and text in {
            words,
            *(self.shown(words, vocabulary, code) for code in languages()),
        }:
            st.session_state[self.key] = self.shown(words, vocabulary)

    def _tidy(self, vocabulary: tuple[str, ...]) -> None:
        """Write what was typed as links do, in the visitor's language, and remember what was left out of it."""
        asked = self._read(st.session_state[self.key] or "", vocabulary, "")
        if not asked.wrong:
            text = self.shown(asked.words, vocabulary)
            st.session_state[_LEFT_OUT] = text, asked.left_out
            st.session_state[self.key] = text


@dataclass(frozen=True)
class Without(Words):
    """What a picture shall not be of: nothing, until somebody says so."""

    def unsaid(self, network: str) -> str:
        return ""
