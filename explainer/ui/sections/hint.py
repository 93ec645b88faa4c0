"""Words that may help an edit of the visitor's picture, on pages that need none."""

from __future__ import annotations

import streamlit as st

from explainer.core.errors import UserError
from explainer.networks.checkpoints import ModelCard
from explainer.networks.conditions import read_prompts
from explainer.ui.controls import table as controls
from explainer.ui.language import translate


def hint(card: ModelCard) -> tuple[str, float]:
    """The words that the visitor adds, "" for none, and how hard they push; nothing is asked of a network without words.

    While the words cannot be read, it is said why, and none are used.
    """
    if not card.vocabulary:
        return "", 1.0
    words, w = str(controls.HINT.draw()).strip(), float(controls.W.draw())
    try:
        read_prompts(words, card.vocabulary)
    except UserError as error:
        st.info(translate(error.sentence))
        return "", w
    return words, w if words else 1.0
