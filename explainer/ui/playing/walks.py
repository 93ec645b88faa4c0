"""Walks: whatever a place on a page does with runs, from its button to what can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.experiments.cost import expected_seconds
from explainer.experiments.settings import Settings
from explainer.ui import standing
from explainer.ui.controls.words import unclear
from explainer.ui.drawing import numbers
from explainer.ui.language import say
from explainer.ui.playing import asked_for
from explainer.ui.playing.film_cache import is_free, run_of
from explainer.ui.playing.on_device import DeviceRun, stop_on_device
from explainer.ui.playing.play import play
from explainer.ui.playing.takeaway import Source, source_of, take_away
from explainer.ui.runs import PlannedRun, Run, last_runs, made_from, progress_of, status_of

Paint = Callable[[list[Run], bool], None]
"""paint(runs, old): show them as they stand; `old` if they were made with other settings than those of now."""

Begin = Literal["button", "arrival", "always"]
"""When runs are made: only when asked for; also on the first visit and where it costs nothing; at every change."""


def steps_of(run: Run) -> str:
    """A run's number of steps, in words."""
    return say("how_many_steps.side", n=run.film.n)


class Walks:
    """The runs of one place on a page: their button and Stop, what they cost, how they stand, their files.

    `slot` names the place: no two on a page have the same.
    """

    def __init__(
        self, slot: str, planned: Sequence[PlannedRun], begin: Begin = "button", label: str = ""
    ) -> None:
        self.planned = planned
        self.label = label  # of its button
        self._slot, self._begin = slot, begin
        again = bool(st.session_state.pop(_again_key(slot), False))
        self._wanted = again and not unclear()
        self._stopped = bool(st.session_state.pop(_stopped_key(slot), False))
        self._rest: Callable[[], object] | None = None  # draws Stop as it is when nothing runs
        self._cost: DeltaGenerator | None = None

    @property
    def settings(self) -> list[Settings]:
        """What is wanted now."""
        return [plan.settings for plan in self.planned]

    # --- what the visitor presses

    def buttons(self, on_device: bool = False) -> None:
        """The page's main button and Stop, and about how long it will take. Any click stops a run that goes on.

        Where the visitor's device does the work, the server has nothing to estimate and nothing to stop.
        """
        self.start_button(main=True)
        if not on_device:
            self.stop_button(wide=True)
            self.show_cost()

    def row_of_buttons(self) -> None:
        """Where a run is not what the page is about: start and Stop beside each other, and about how long it will take."""
        with st.container(horizontal=True):
            self.start_button()
            self.stop_button()
        self.show_cost()

    def start_button(self, main: bool = False) -> None:
        """Start; `main` for the one button that a page is about."""
        kind: Literal["primary", "secondary"] = "primary" if main else "secondary"
        width: Literal["stretch", "content"] = "stretch" if main else "content"
        key = f"_{self._slot}_go"
        # a button that is pressed just when it is taken away was pressed all the same
        clear = not unclear()
        why = None if clear else say("prompt.first_clear")
        look: dict[str, Any] = {"type": kind, "width": width, "help": why, "disabled": not clear}
        self._wanted |= st.button(self.label, key=key, **look) and clear

    def stop_button(self, wide: bool = False) -> None:
        """Stop, for as long as there is something to stop; what a stopped run has stays on the page.

        Where runs begin by themselves, and so have no other button, it then becomes one that begins them anew.
        """
        place, key = st.empty(), f"_{self._slot}_stop"
        width: Literal["stretch", "content"] = "stretch" if wide else "content"
        look: dict[str, Any] = {"label": say("run.stop"), "width": width}
        rest = partial(place.button, key=f"{key}_rest", disabled=True, **look)
        if self._computes():
            place.button(key=key, on_click=_note_stop, args=(self._slot,), **look)
            self._rest = rest
        elif self._can_begin_anew():
            again = say("run.again")
            place.button(again, key=f"{key}_again", on_click=self.again, width=width)
        else:
            rest()

    def put_away(self, stop: DeltaGenerator) -> None:
        """Take Stop out of its place, unless it has become a button that begins the runs anew."""
        if not self._can_begin_anew():
            stop.empty()

    def show_cost(self) -> None:
        """About how long it will take; nothing if it costs nothing."""
        self._cost = st.empty()
        costly = [plan for plan in self.planned if not is_free(plan)]
        seconds = sum(expected_seconds(p.settings, p.frames, p.times) for p in costly)
        if seconds:
            self._cost.caption(numbers.expected(seconds))

    # --- the runs

    def run(self, paint: Paint, device: DeviceRun | None = None) -> list[Run]:
        """The runs as they stand: made now, or those that the page has; none where nothing was asked for yet.

        With a `device` the visitor's browser makes them, no network is called here, and there are none.
        """
        if device is not None:
            anew = self._wanted and not unclear()
            standing.stands(self._slot, [])
            device.show(self._slot, self.settings, anew, self.label, self.again)
            return []
        stop_on_device(self._slot)
        if self._wanted:
            asked_for.begins(self._slot)
        runs = last_runs(self._slot_key)
        if self._begins(runs):
            runs = play(
                self._slot_key,
                self.planned,
                lambda runs: paint(runs, self.changed(runs)),
                anew=self._wanted,
            )
            if self._rest:
                self._rest()
            if self._cost:
                self._cost.empty()
        elif runs:
            paint(runs, self.changed(runs))
        there = self._are_there(runs)
        asked_for.stands(self._slot, there)
        standing.stands(self._slot, [run.film for run in runs] if there else [])
        return runs

    def again(self) -> None:
        """Make them when the page is drawn the next time, though nobody has pressed the button."""
        make_again(self._slot)

    def changed(self, runs: Sequence[Run]) -> bool:
        """Whether these runs were made with other settings than those of now, or with other words than are meant."""
        return unclear() or [run.key for run in runs] != [plan.key for plan in self.planned]

    @property
    def _slot_key(self) -> str:
        return f"_{self._slot}"

    def _are_there(self, runs: Sequence[Run]) -> bool:
        """Whether all that is wanted now has come to its end."""
        return not self.changed(runs) and all(run.film.done for run in runs)

    def _can_begin_anew(self) -> bool:
        """Whether Stop has just been pressed where runs begin by themselves."""
        unfinished = any(not run.film.done for run in last_runs(self._slot_key))
        return self._stopped and self._begin == "always" and unfinished

    def _computes(self) -> bool:
        """Whether `run` will begin runs that are not there yet."""
        begins = self._begins(last_runs(self._slot_key))
        return begins and any(run_of(plan, self._wanted).running for plan in self.planned)

    def _begins(self, runs: Sequence[Run]) -> bool:
        if runs and unclear():
            return False
        was_cut = any(run.cut for run in runs) and not self._stopped and not self.changed(runs)
        if self._wanted or was_cut:
            return True
        if self._begin == "always":
            return not (self._stopped and runs and not self.changed(runs))
        free = self.changed(runs) and all(map(is_free, self.planned))
        if unclear():  # what costs nothing is better to look at than nothing, dimmed
            return self._begin == "arrival" and free
        return self._begin == "arrival" and (not runs or free)

    # --- what stands below them

    def report(self, place: DeltaGenerator, *runs: Run, old: bool = False) -> None:
        """How far runs are, with the time left; how they ended; and that the settings have changed since."""
        if any(run.running and not run.film.done for run in runs):
            place.progress(*progress_of(runs))
            return
        place.caption(" ".join(filter(None, [status_of(runs), self.why_old(old)])))

    def why_old(self, old: bool) -> str:
        """That runs were made with other settings, and what to do; nothing if they were not."""
        if not old:
            return ""
        return say("run.unclear") if unclear() else say("run.changed", button=self.label)

    def report_all(
        self, place: DeltaGenerator, *runs: Run, old: bool = False, subject: str = ""
    ) -> None:
        """The same below pictures outside a film player: also what they are of, which a player says itself."""
        with place.container(gap=None):
            st.caption("  \n".join(made_from(runs, old, subject)))
            self.report(st.empty(), *runs, old=old)

    def take_away(
        self,
        runs: Sequence[Run],
        source: Source = source_of,
        about: Sequence[str] = (),
        name: Callable[[Run], str] = steps_of,
    ) -> None:
        """Files of the runs, and the code that makes them again; of several, each has its `name`."""
        if len(runs) == 1:
            take_away(runs[0], source(runs[0]), about)
            return
        with st.container(horizontal=True):
            for i, run in enumerate(runs):
                take_away(run, source(run), about, str(i), name(run))


def make_again(slot: str) -> None:
    """Make the runs of a place when its page is drawn the next time, as if its button had been pressed."""
    st.session_state[_again_key(slot)] = True


def _note_stop(slot: str) -> None:
    """The click has ended the script, and with it the runs; the next script is not to begin them anew."""
    st.session_state[_stopped_key(slot)] = True


def _stopped_key(slot: str) -> str:
    return f"_{slot}_stopped"


def _again_key(slot: str) -> str:
    return f"_{slot}_again"
