"""What visitors guess at the pages' questions; a guess beside what is true, in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.ui.language import say
from explainer.ui.seat import vote

_GUESSES = "_guesses"  # of this visit, by page: in no link, in no cache
_TRUTHS = "_truths"  # what holds for what is on screen, by page

Guess = str | int


def guess_in_words(page: str, guess: Guess) -> str:
    """A guess as it was chosen."""
    return say(f"bridge.{page}.{guess}") if isinstance(guess, str) else str(guess)


def guess_at(page: str) -> Guess | None:
    """What the visitor has guessed at a page's question."""
    return _guesses().get(page)


def is_guessed(page: str) -> bool:
    """Whether a page's question has a guess."""
    return page in _guesses()


def _guesses() -> dict[str, Guess]:
    guesses: dict[str, Guess] = st.session_state.setdefault(_GUESSES, {})
    return guesses


def forget(page: str) -> None:
    """Ask a page's question again."""
    _guesses().pop(page, None)


def take(page: str, guess: Guess) -> None:
    """Take a guess; where the class is asked the same, it is the visitor's answer there, too."""
    _guesses()[page] = guess
    vote(page, guess)


def remember(page: str, guess: Guess) -> None:
    """What the class's room has kept of a visit that the server has forgotten."""
    _guesses().setdefault(page, guess)


def beside(page: str, guess: str, true: Sequence[str]) -> str:
    """A choice beside those that are true, the first of which is told to who took another."""
    st.session_state.setdefault(_TRUTHS, {})[page] = tuple(true)
    words = say(f"bridge.{page}.{guess}")
    if guess in true:
        return say("bridge.right", guess=words)
    return say("bridge.other", guess=words, truth=say(f"bridge.{page}.{true[0]}"))


def truth_of(page: str) -> str | None:
    """The choice that holds for what is on screen; None if none is known, or if several hold."""
    true: tuple[str, ...] = st.session_state.get(_TRUTHS, {}).get(page, ())
    return true[0] if len(true) == 1 else None


def forget_truth(page: str) -> None:
    """What is on screen changes."""
    st.session_state.get(_TRUTHS, {}).pop(page, None)
