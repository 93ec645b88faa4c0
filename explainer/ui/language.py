"""The interface's sentences in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

import streamlit as st

from explainer import strings
from explainer.ui.drawn_once import once_a_drawing

_MARKDOWN = re.compile(r"([\\`*_\[\](){}<>#!|~$:.@&])")
LANGUAGE = "lang"  # where the choice is kept, and its name in a link


@once_a_drawing
def language() -> str:
    """What the visitor chose, else what the browser asks for."""
    chosen = st.session_state.get(LANGUAGE)
    return str(chosen) if chosen in strings.languages() else browsers_language()


def browsers_language() -> str:
    """The language of the browser, if it is one of ours."""
    return strings.nearest_language(st.context.locale)


def is_the_browsers() -> bool:
    """Whether the visitor's language is the browser's own, in which Streamlit writes numbers that it localises."""
    return (st.context.locale or "").split("-")[0].lower() == language()


def say(key: str, /, **values: object) -> str:
    """The sentence at "section.name", with {placeholders} filled in. KeyError for an unknown key."""
    return strings.say(key, language(), **values)


def enumerated(parts: Iterable[str]) -> str:
    """Parts of a sentence one after another, parted as the visitor's language does."""
    return say("app.comma").join(parts)


def plain(text: str) -> str:
    """What others have written, so that Markdown shows it as it stands: no links, pictures or formulas."""
    return _MARKDOWN.sub(r"\\\1", text)


def say_card(text: str) -> str:
    """What the card of a network or of a sample says, in the visitor's language if it is one of ours."""
    return strings.of_card(text, language())


def translate(text: str) -> str:
    """A sentence that came from below, such as an error's, in the visitor's language."""
    return strings.translate(text, language(), plain)
