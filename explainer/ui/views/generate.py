"""Generate: the words a network knows, a picture of a grid made again, the same noise with other words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.experiments.sampling import Settings, generate, picture_shape
from explainer.media.film import Film
from explainer.networks.checkpoints import ModelCard
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say
from explainer.ui.page import expectation
from explainer.ui.playing.on_device import again
from explainer.ui.playing.running import Part, Run, kept, play
from explainer.ui.views.common import live_pixels

AGAIN = again("generate")  # one picture of a grid was asked for, too


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


# --- the same noise, other words


OTHERS = 6


def same_noise(card: ModelCard, settings: Settings, seed: int) -> None:
    """A row of pictures from one seed, each with other words."""
    st.subheader(say("generate.others"), anchor=False)
    st.markdown(say("generate.others_lead"))
    few = other_words(card.shown, settings.words)
    wanted = replace(settings, words="; ".join(few), seeds=(seed,) * len(few))
    with st.container(horizontal=True):
        show = st.button(say("generate.others_button", n=len(few)), key="_others_go")
        st.button(say("run.stop"), key="_others_stop")
    cost, strip, progress = expectation(wanted), st.empty(), st.empty()

    def paint_others(rows: list[Run]) -> None:
        film, made_with = rows[0].film, rows[0].settings
        names = made_with.words.split("; ")
        old = made_with != wanted
        strip.html(row(labelled(film, picture_shape(settings.network), names, old), "strip"))
        if rows[0].running and not film.done:
            progress.progress(*rows[0].progress)
        else:
            progress.caption(rows[0].status)

    if show:
        play("_others", [Part(wanted, lambda: generate(wanted))], paint_others)
        cost.empty()
    elif rows := kept("_others"):
        paint_others(rows)


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
