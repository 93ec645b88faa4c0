"""Runs on the visitor's own device: the switch, the runs, and the way back to the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.core.errors import UserError
from explainer.experiments.plan import PLANNED
from explainer.experiments.sampling import Settings
from explainer.media.film import Film
from explainer.server import device
from explainer.ui.components.device_run import Counting, Verdict, device_run, stop_device_run
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.language import say, translate
from explainer.ui.page import start
from explainer.ui.playing.running import Run


def again(page: str) -> str:
    """Where a page finds that it is to run anew, though nobody has pressed its button."""
    return f"_{page}_again"


def _given(page: str) -> str:
    """Where a page keeps the runs that the browser was last given."""
    return f"_{page}_on_device"


def device_switch(network: str, sampler: str) -> bool:
    """Whether the visitor's device shall do the work; asked only where it can."""
    if device.sources(network) is None:
        return False
    plans = sampler in PLANNED
    return bool(controls.ON_DEVICE.draw(disabled=not plans)) and plans


def start_button(page: str) -> tuple[bool, DeltaGenerator]:
    """Start, where the server has nothing to estimate and nothing to stop."""
    return start(page), st.empty()


def run_on_device(
    page: str,
    player: FilmPlayer,
    wanted: Sequence[Settings],
    anew: bool,
    counting: Callable[[Run], Counting] | None = None,
    verdicts: Callable[[Sequence[Run]], Sequence[Verdict]] = lambda runs: (),
) -> None:
    """Let the browser make the pictures, into `player`; no network is called here."""
    runs: list[Run] = st.session_state.get(_given(page), [])
    sources = device.sources(runs[0].settings.network) if runs else None
    if anew or sources is None:
        runs = [Run(settings, settings, Film(settings.steps), running=False) for settings in wanted]
        sources = device.sources(wanted[0].network)
        st.session_state[_given(page)] = runs
    assert sources is not None  # or else there was no switch
    old = [run.settings for run in runs] != list(wanted)
    player.show(runs, old)
    to_server = None if lesson.holds(controls.ON_DEVICE.key) else partial(_let_server, page)
    try:
        device_run(player, runs, sources, to_server, counting, verdicts(runs))
    except UserError as error:
        st.error(translate(error.sentence))
    if old:
        st.caption(say("run.changed", button=say(f"{page}.button")))
    st.caption(say(f"{page}.kept_on_device"))


def run_here_again(page: str) -> None:
    """From now on the server does it; a run that the browser may still be at ends."""
    if st.session_state.pop(_given(page), None) is not None:
        stop_device_run()


def _let_server(page: str) -> None:
    st.session_state[controls.ON_DEVICE.key] = False
    st.session_state[again(page)] = True
