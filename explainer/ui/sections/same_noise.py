"""Generate: the same noise with other words, and one picture of a grid made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.experiments import claims
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.networks.checkpoints import ModelCard
from explainer.networks.conditions import first_of
from explainer.networks.names import name_of
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import language, say
from explainer.ui.page import folded
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.stating import state
from explainer.ui.terms import explained

OTHERS = 6


def seed_chooser(seeds: tuple[int, ...], again: Callable[[], None]) -> None:
    """A button for every picture of a grid that makes it again, alone."""
    can_be_set = [seed for seed in seeds if seed <= controls.SEED.high]
    if len(seeds) > 1 and can_be_set and not lesson.holds(controls.SEED.key, controls.PICTURES.key):
        st.pills(
            say("generate.again"),
            can_be_set,
            help=say("generate.again_help"),
            key="_seed_chosen",
            on_change=_take_seed,
            args=(again,),
        )


def _take_seed(again: Callable[[], None]) -> None:
    seed = st.session_state.pop("_seed_chosen", None)
    if seed is not None and not lesson.holds(controls.SEED.key, controls.PICTURES.key):
        controls.SEED.take(seed)
        controls.PICTURES.take("1")
        again()


def same_noise(card: ModelCard, settings: Settings, seed: int) -> None:
    """Folded: a row of pictures from one seed, each with other words."""
    with folded("generate.others"):
        st.markdown(explained("generate.others_lead"))
        _row(card, settings, seed)


def _row(card: ModelCard, settings: Settings, seed: int) -> None:
    few = other_words(card.shown, settings.words)
    wanted = replace(settings, words="; ".join(few), seeds=(seed,) * len(few))
    label = say("generate.others_button", n=len(few))
    walks = Walks("others", [from_noise(wanted, frames=1)], label=label)
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    walks.show_cost()
    strip, status = st.empty(), st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        shape = picture_shape(run.settings.network)
        names = run.settings.words.split("; ")
        strip.html(row(labelled(run.film, shape, names, old), "strip"))
        walks.report_all(status, run, old=old)

    walks.run(paint)


def what_stays(card: ModelCard) -> str:
    """What of a picture stays when the seed stays and the words change, as measured of this network."""
    return " ".join(state(claim, network=card.name) for claim in claims.other_words(card.metrics))


def other_words(prompts: tuple[str, ...], words: str) -> list[str]:
    """The visitor's words, and others evenly from those that the card shows, OTHERS in all."""
    spread = [prompts[i * len(prompts) // OTHERS] for i in range(OTHERS)]
    return list(dict.fromkeys([first_of(words), *spread]))[:OTHERS]


def labelled(film: Film, shape: tuple[int, int, int], words: list[str], old: bool) -> list[Framed]:
    """One picture per word."""
    pictures = film.pictures(shape)
    if len(pictures) != len(words):  # nothing computed yet
        pictures = np.repeat(pictures[:1], len(words), axis=0)
    return [
        Framed(p, name_of(word, language()) or "∅", *of_run(film), old=old)
        for p, word in zip(pictures, words, strict=True)
    ]
