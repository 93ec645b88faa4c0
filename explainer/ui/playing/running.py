"""Runs on a page: stream frames while they are computed, keep what was made, stop at once.

A run lives in the page's own script. A click on Stop, another control or a closed tab makes the next
Streamlit call raise, which closes the sampler's generator: no work goes on unseen.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import streamlit as st
from cachetools import LRUCache

from explainer.core.samplers import Step
from explainer.engines.turns import TURNS
from explainer.engines.waiting import on_queue_position
from explainer.experiments.frame_rate import Pace
from explainer.experiments.sampling import Settings
from explainer.experiments.shipped import shipped_films
from explainer.media.film import Film
from explainer.ui.language import say

Origin = Literal["here", "earlier", "shipped"]
_SLOTS = "_slots"  # where this visitor's page keeps its runs
FILM_BYTES = 24_000_000  # of finished runs that are kept for everybody


@dataclass(eq=False)
class Run:
    """A film, what it was made with, and how long its network calls took."""

    key: Hashable  # everything that decides its pictures
    settings: Settings
    film: Film
    seconds: float = 0.0
    origin: Origin = "here"
    running: bool = True
    before: int = 0  # calls of others that its own waits for
    id: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the film, wherever it is shown

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


class FilmCache:
    """Finished runs of all visitors, least recently used first out, bounded in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._runs: LRUCache[Hashable, Run] = LRUCache(max_bytes, lambda run: run.film.nbytes)
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Run | None:
        """A finished run of exactly this key, marked as computed earlier."""
        with self._lock:
            run = self._runs.get(key)
        return run and replace(run, origin="earlier", running=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._runs.clear()

    def put(self, run: Run) -> None:
        """Keep a finished run, unless it alone is too large."""
        with self._lock, suppress(ValueError):
            self._runs[run.key] = run


FILMS = FilmCache(max_bytes=FILM_BYTES)


def advance(run: Run, steps: Iterator[Step]) -> bool:
    """Take one step of a run; False when there is none left."""
    before = time.perf_counter()
    step = next(steps, None)
    run.seconds += time.perf_counter() - before
    if step is None:
        return False
    run.film.add(step)
    return True


@dataclass(frozen=True)
class Part:
    """A run to be made: its settings, what else decides its pictures, and how to begin it."""

    settings: Settings
    make: Callable[[], Iterator[Step]]
    picture: Hashable = None


def _shipped(part: Part) -> Run | None:
    """The run that ships with the checkpoint, if there is one of these settings."""
    known = None if part.picture else shipped_films(part.settings.network).get(part.settings)
    if known is None:
        return None
    key = (part.settings, part.picture)
    return Run(key, part.settings, known.film, known.seconds, "shipped", running=False)


def is_free(*wanted: Settings) -> bool:
    """Whether these runs from noise were all computed before, so that they cost nothing now."""
    return all(FILMS.get((s, None)) is not None or s in shipped_films(s.network) for s in wanted)


def _run_of(part: Part, anew: bool) -> Run:
    """The finished run from the cache or from the shipped ones, or a new one."""
    key = (part.settings, part.picture)
    known = FILMS.get(key) or (None if anew else _shipped(part))
    return known or Run(key, part.settings, Film(part.settings.steps))


def play(
    slot: str, parts: list[Part], paint: Callable[[list[Run]], None], anew: bool = False
) -> list[Run]:
    """Run all parts, taking turns, painting as they go; returns the runs.

    The runs are in the session under `slot` from the beginning, so that a stopped one leaves what it
    had. With `anew`, what ships with the checkpoint is not enough.
    """
    runs = [_run_of(part, anew) for part in parts]
    st.session_state[slot] = runs
    st.session_state.setdefault(_SLOTS, set()).add(slot)
    walks = [part.make() if r.running else None for r, part in zip(runs, parts, strict=True)]
    with TURNS.acquired(), Pace(sum(len(run.settings.seeds) for run in runs)) as pace:
        while any(walks):
            for i, walk in enumerate(walks):
                if walk is None:
                    continue
                with on_queue_position(partial(_show, runs, paint, pace, runs[i])):
                    if not advance(runs[i], walk):
                        walks[i], runs[i].running = None, False
                        FILMS.put(runs[i])
            if any(walks):
                _show(runs, paint, pace, runs[0], before=0)
    paint(runs)
    return runs


def _show(
    runs: list[Run], paint: Callable[[list[Run]], None], pace: Pace, run: Run, before: int
) -> None:
    """Paint if it is time for a frame; so many calls of others are before this run's."""
    notice_stop()
    nothing_yet = not any(run.film.steps for run in runs)  # only how many are before
    if nothing_yet or pace.due():
        run.before = before
        paint(runs)
        run.before = 0


def notice_stop() -> None:
    """Leave the page's script if its visitor has: any look at the session does."""
    st.session_state.get(_SLOTS)


def kept(slot: str) -> list[Run]:
    """The runs that this visitor's page last made; none on the first visit."""
    runs: list[Run] = st.session_state.get(slot, [])
    for run in runs:
        run.running = False  # a run that the page did not finish was stopped
    return runs


def forget_runs() -> None:
    """Free the films that this visitor's last page made; what others may want stays in the cache."""
    for slot in st.session_state.pop(_SLOTS, set()):
        st.session_state.pop(slot, None)
