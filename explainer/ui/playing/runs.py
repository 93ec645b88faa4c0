"""Runs: a film that grows, what it was made with, and those that this visitor's page last made."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from explainer.core.samplers import Step
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.turns import Turn
from explainer.media.film import Film
from explainer.ui.language import say

Origin = Literal["here", "earlier", "shipped"]
_SLOTS = "_slots"  # where this visitor's page keeps its runs


@dataclass(frozen=True)
class PlannedRun:
    """A run to be made: its settings, how to begin it, and what else decides its pictures."""

    settings: Settings
    make: Callable[[], Iterator[Step]]
    picture: Hashable = None

    @property
    def key(self) -> Hashable:
        """Everything that decides its pictures."""
        return self.settings, self.picture


def from_noise(settings: Settings) -> PlannedRun:
    """A run that makes pictures from nothing but noise."""
    return PlannedRun(settings, lambda: generate(settings))


@dataclass(eq=False)
class Run:
    """A film, what it was made with, and how long its network calls took."""

    key: Hashable
    settings: Settings
    film: Film
    seconds: float = 0.0
    origin: Origin = "here"
    running: bool = True
    before: int = 0  # calls of others that its own waits for
    id: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the film, wherever it is shown

    def add(self, turn: Turn) -> None:
        """Take note of a step."""
        self.film.add(turn.step)
        self.seconds += turn.seconds
        self.running = not self.film.done

    @property
    def status(self) -> str:
        """A sentence on how it ended."""
        film = self.film
        if not film.done:
            return say("run.stopped", i=film.steps, n=film.n)
        seconds = f"{self.seconds:.1f}"
        return say(f"run.{self.origin}", n=film.n, calls=film.calls, seconds=seconds)

    @property
    def progress(self) -> tuple[float, str]:
        """Share done and a sentence with the time left."""
        film = self.film
        left = self.seconds / max(film.steps, 1) * (film.n - film.steps)
        text = say("run.progress", i=film.steps, n=film.n, calls=film.calls, left=f"{left:.1f}")
        if self.before:
            text = f"{text} · {say('run.waiting', n=self.before)}"
        return film.steps / film.n, text


def keep(slot: str, runs: list[Run]) -> None:
    """These are what this visitor's page shows at `slot`, from now on and whatever becomes of them."""
    st.session_state[slot] = runs
    st.session_state.setdefault(_SLOTS, set()).add(slot)


def last_runs(slot: str) -> list[Run]:
    """The runs that this visitor's page last made; none on the first visit."""
    runs: list[Run] = st.session_state.get(slot, [])
    for run in runs:
        run.running = False  # a run that the page did not finish was stopped
    return runs


def forget_runs() -> None:
    """Free the films that this visitor's last page made; what others may want stays in the cache."""
    for slot in st.session_state.pop(_SLOTS, set()):
        st.session_state.pop(slot, None)


def notice_stop() -> None:
    """Leave the page's script if its visitor has: any look at the session does."""
    st.session_state.get(_SLOTS)
