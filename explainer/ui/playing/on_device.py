"""Runs on the visitor's own device: the switch, the runs, and the way back to the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from explainer.core.errors import UserError
from explainer.experiments.plan import PLANNED
from explainer.experiments.settings import Settings
from explainer.experiments.views import new_film
from explainer.server import device
from explainer.ui.components.device_run import Counting, Verdicts, device_run, stop_device_run
from explainer.ui.components.film_player import FilmPlayer
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.words import unclear
from explainer.ui.language import say, translate
from explainer.ui.runs import Run


def device_switch(network: str, sampler: str) -> bool:
    """Whether the visitor's device shall do the work; asked only where it can."""
    if device.sources(network) is None:
        return False
    plans = sampler in PLANNED
    return bool(controls.ON_DEVICE.draw(disabled=not plans)) and plans


@dataclass(frozen=True, eq=False)
class DeviceRun:
    """Where the browser shows what it makes, and what it says of it."""

    player: FilmPlayer
    counting: Callable[[Run], Counting] | None = None
    verdicts: Callable[[Sequence[Run]], Verdicts | None] = lambda runs: None

    def show(
        self,
        slot: str,
        wanted: Sequence[Settings],
        anew: bool,
        label: str,
        on_server: Callable[[], None],
    ) -> None:
        """Let the browser make what is wanted, into the player; `on_server` is called if it cannot."""
        runs: list[Run] = st.session_state.get(_key(slot), [])
        sources = device.sources(runs[0].settings.network) if runs else None
        if anew or sources is None:
            runs = [Run((s, None), s, new_film(s), running=False) for s in wanted]
            sources = device.sources(wanted[0].network)
            st.session_state[_key(slot)] = runs
        assert sources is not None  # or else there was no switch
        old = unclear() or [run.settings for run in runs] != list(wanted)
        self.player.show(runs, old)
        offer = None if lesson.holds(controls.ON_DEVICE.key) else _leaving_device(on_server)
        try:
            device_run(self.player, runs, sources, offer, self.counting, self.verdicts(runs))
        except UserError as error:
            st.error(translate(error.sentence))
        if old:
            st.caption(say("run.unclear") if unclear() else say("run.changed", button=label))
        st.caption(say(f"{slot}.kept_on_device"))


def stop_on_device(slot: str) -> None:
    """From now on the server does it; a run that the browser may still be at ends."""
    if st.session_state.pop(_key(slot), None) is not None:
        stop_device_run()


def _key(slot: str) -> str:
    """Where a page keeps the runs that the browser was last given."""
    return f"_{slot}_on_device"


def _leaving_device(on_server: Callable[[], None]) -> Callable[[], None]:
    def leave() -> None:
        controls.ON_DEVICE.take(False)
        on_server()

    return leave
