"""Generate: the result so far, with what the network sees in it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.core.film import Film
from explainer.models.checkpoints import ModelCard
from explainer.ui import controls, lesson
from explainer.ui.frames import Framed
from explainer.ui.views.common import live_pixels
from explainer.ui.words import say

AGAIN = "_generate_again"  # one picture of a grid was asked for


def seed_chooser(seeds: tuple[int, ...]) -> None:
    """A button for every picture of a grid that makes it again, alone."""
    if len(seeds) > 1 and not lesson.holds(controls.SEED.key, controls.PICTURES.key):
        st.pills(
            say("generate.again"),
            seeds,
            help=say("generate.again_help"),
            key="_seed_chosen",
            on_change=_take_seed,
        )


def _take_seed() -> None:
    seed = st.session_state.pop("_seed_chosen", None)
    if seed is not None and not lesson.holds(controls.SEED.key, controls.PICTURES.key):
        st.session_state[controls.SEED.key] = seed
        st.session_state[controls.PICTURES.key] = "1"
        st.session_state[AGAIN] = True


def known(card: ModelCard) -> str:
    """The words that a network knows, or some of them, and what it cannot do."""
    key = "generate.many_words" if card.prompts else "generate.vocabulary"
    return say(key, words=", ".join(card.shown), n=len(card.vocabulary), limits=card.limits)


OTHERS = 6


def other_words(prompts: tuple[str, ...], words: str) -> list[str]:
    """The visitor's words, and others evenly from those that the card shows, OTHERS in all."""
    spread = [prompts[i * len(prompts) // OTHERS] for i in range(OTHERS)]
    return list(dict.fromkeys([words.split(";", maxsplit=1)[0].strip(), *spread]))[:OTHERS]


def labelled(film: Film, shape: tuple[int, int, int], words: list[str], old: bool) -> list[Framed]:
    """One picture per word."""
    symbol = ("x₀", "x0") if film.done else ("xₜ", "xt")
    pictures = live_pixels(film, shape)
    if len(pictures) != len(words):  # nothing computed yet
        pictures = np.repeat(pictures[:1], len(words), axis=0)
    return [
        Framed(p, word or "∅", *symbol, old=old) for p, word in zip(pictures, words, strict=True)
    ]
