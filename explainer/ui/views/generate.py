"""Generate: the result so far, with what the network sees in it; runs on the visitor's own device."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.core.errors import UserError
from explainer.core.film import Film
from explainer.models.checkpoints import ModelCard
from explainer.models.pipeline import Settings, generate, picture_shape
from explainer.models.plan import PLANNED
from explainer.share import device
from explainer.ui import controls, lesson
from explainer.ui.components.device_run import device_run, stop_device_run
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.frames import Framed, row
from explainer.ui.page import expectation, start
from explainer.ui.running import Part, Run, kept, play
from explainer.ui.views.common import live_pixels
from explainer.ui.words import say, told

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


# --- on the visitor's own device

_ON_DEVICE = "_generate_on_device"  # the run that the browser was last given


def device_switch(network: str, sampler: str) -> bool:
    """Whether the visitor's device shall do the work; asked only where it can."""
    if device.sources(network) is None:
        return False
    plans = sampler in PLANNED
    return bool(controls.ON_DEVICE.draw(disabled=not plans)) and plans


def start_button() -> tuple[bool, DeltaGenerator]:
    """Start, where the server has nothing to estimate and nothing to stop."""
    return start("generate"), st.empty()


def run_on_device(player: FilmPlayer, settings: Settings, anew: bool) -> None:
    """Let the browser make the pictures, into `player`; no network is called here."""
    run: Run | None = st.session_state.get(_ON_DEVICE)
    sources = device.sources(run.settings.network) if run else None
    if anew or run is None or sources is None:
        run = Run(settings, settings, Film(settings.steps), running=False)
        sources = device.sources(settings.network)
        st.session_state[_ON_DEVICE] = run
    assert sources is not None  # or else there was no switch
    old = run.settings != settings
    player.show([run], old)
    try:
        device_run(
            player, run, sources, None if lesson.holds(controls.ON_DEVICE.key) else _let_server
        )
    except UserError as error:
        st.error(told(error.sentence))
    if old:
        st.caption(say("run.changed", button=say("generate.button")))
    st.caption(say("device.kept"))


def run_here_again() -> None:
    """From now on the server does it; a run that the browser may still be at ends."""
    if st.session_state.pop(_ON_DEVICE, None) is not None:
        stop_device_run()


def _let_server() -> None:
    st.session_state[controls.ON_DEVICE.key] = False
    st.session_state[AGAIN] = True
