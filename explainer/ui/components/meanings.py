"""What a marked term means, in a box beside it: the browser's part of `explainer.ui.terms`."""

from __future__ import annotations

from explainer.ui.components import component
from explainer.ui.language import say
from explainer.ui.terms import entries

_meanings = component("meanings")


def meanings() -> None:
    """Let every term on the page open its sentence."""
    words = {entry.name: [entry.term, entry.meaning] for entry in entries()}
    _meanings(key="_meanings", data={"words": words, "all": say("glossary.all")})
