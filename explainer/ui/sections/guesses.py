"""A guess beside what is true, in words."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.ui.language import say


def beside(page: str, guess: str, true: Sequence[str]) -> str:
    """A choice beside those that are true, the first of which is told to who took another."""
    words = say(f"bridge.{page}.{guess}")
    if guess in true:
        return say("bridge.right", guess=words)
    return say("bridge.other", guess=words, truth=say(f"bridge.{page}.{true[0]}"))
