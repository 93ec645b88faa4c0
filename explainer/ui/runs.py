"""Runs: a film that grows, what it was made with, and those that this visitor's page last made."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from explainer.core.samplers import Step
from explainer.experiments.probe import Law, law_of
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.turns import Turn
from explainer.experiments.views import new_film
from explainer.media.film import MAX_FRAMES, Film, View
from explainer.networks.names import name_of
from explainer.ui.drawing.numbers import number
from explainer.ui.language import enumerated, language, say

Origin = Literal["here", "earlier", "shipped"]
Subject = Callable[[], str]
"""A few words in the language of the page; "" for what settings say."""
_SLOTS = "_slots"  # where this visitor's page keeps its runs


@dataclass(frozen=True)
class PlannedRun:
    """A run to be made: its settings, how to begin it, and what else decides its pictures."""

    settings: Settings
    make: Callable[[], Iterator[Step]]
    picture: Hashable = None
    frames: int = MAX_FRAMES  # key frames that its film keeps at most
    exact: bool = False  # whether its film keeps the end as it is, neither clipped nor rounded
    subject: Subject = str  # what its pictures are of, where the settings have no words
    times: int = 1  # so many rows go through the network where a run of these settings sends one
    moves: int | None = (
        None  # where they are not the steps of its settings: of a run back and forth
    )
    view: View | None = None  # how its film is looked at, if not as usual
    planted: Callable[[], Law] | None = None  # by which law its x goes on, if not by its settings'

    @property
    def law(self) -> Law:
        """The law by which its x goes on."""
        return self.planted() if self.planted else law_of(self.settings)

    @property
    def key(self) -> Hashable:
        """Everything that decides its pictures."""
        return self.settings, self.picture

    def film(self) -> Film:
        """An empty film for it."""
        film = new_film(self.settings, self.frames)
        film.exact, film.n = self.exact, self.moves or film.n
        film.view = self.view or film.view
        return film


def from_noise(settings: Settings, frames: int = MAX_FRAMES) -> PlannedRun:
    """A run that makes pictures from nothing but noise."""
    return PlannedRun(settings, lambda: generate(settings), frames=frames)


@dataclass(eq=False)
class Run:
    """A film, what it was made with, and how long its network calls took, to decode its frames not counted."""

    key: Hashable
    settings: Settings
    film: Film
    seconds: float = 0.0
    origin: Origin = "here"
    running: bool = True
    before: int = 0  # calls of others that its own waits for
    cut: bool = False  # the connection was lost meanwhile
    subject: Subject = str  # as planned
    id: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the film, wherever it is shown

    def add(self, turn: Turn) -> None:
        """Take note of a step."""
        self.film.add(turn.step)
        self.seconds += turn.seconds
        if self.film.done:  # never the other way: another thread may have stopped it meanwhile
            self.running = False

    @property
    def status(self) -> str:
        """A sentence on how it ended."""
        return status_of([self])

    @property
    def progress(self) -> tuple[float, str]:
        """Share done and a sentence with the time left."""
        return progress_of([self])

    @property
    def decoding(self) -> float:
        """Seconds that it took to decode what the film shows; 0 where nothing must be decoded."""
        return self.film.looking if self.film.view.is_costly else 0.0

    @property
    def spent(self) -> float:
        """Seconds of work: network calls and decoding."""
        return self.seconds + self.decoding

    @property
    def left(self) -> float:
        """About how many seconds of work are left."""
        return self.spent / max(self.film.steps, 1) * (self.film.n - self.film.steps)


def status_of(runs: Sequence[Run]) -> str:
    """A sentence on how runs ended that were made together."""
    films = [run.film for run in runs]
    i, n = sum(film.steps for film in films), sum(film.n for film in films)
    if not all(film.done for film in films):
        return say("run.stopped", i=i, n=n)
    calls, seconds = sum(film.calls for film in films), sum(run.spent for run in runs)
    text = say(f"run.{runs[0].origin}", n=n, calls=calls, seconds=number(seconds, 1))
    decoding = sum(run.decoding for run in runs)
    return f"{text} {say('run.decoding', seconds=number(decoding, 1))}" if decoding else text


def made_from(runs: Sequence[Run], old: bool = False, subject: str = "") -> list[str]:
    """What the pictures of runs are of: a line, or more where runs differ; that they are `old`, if so.

    The `subject` is what walks began with that did not begin with noise alone.
    """
    made = (_made_from(run.settings, run.subject() or subject) for run in runs)
    lines = list(dict.fromkeys(made))
    return [say("run.old", what=line) for line in lines] if old else lines


def named(prompt: str) -> str:
    """A prompt in the language of the page."""
    return name_of(prompt, language())


def _made_from(settings: Settings, subject: str) -> str:
    """Words, network and seeds; of many pictures, which have their own labels, the first and the last seed."""
    words = "; ".join(map(named, dict.fromkeys(filter(None, settings.prompts))))
    asked = say("run.words", words=words) if words else subject or say("run.no_words")
    network = say("run.network", network=settings.network)
    return " · ".join([asked, network, say("run.seed", seed=_listed(settings.seeds))])


def _listed(seeds: Sequence[int]) -> str:
    """Each seed once; a row without a gap by its ends."""
    each = sorted(set(seeds))
    gapless = len(each) > 1 and each[-1] - each[0] == len(each) - 1
    return f"{each[0]}–{each[-1]}" if gapless else enumerated(map(str, each))


def share_of(runs: Sequence[Run]) -> float:
    """Which share of their steps runs have made that go on together; 1 once none goes on."""
    films = [run.film for run in runs]
    if not any(run.running for run in runs):
        return 1.0
    return sum(film.steps for film in films) / sum(film.n for film in films)


def progress_of(runs: Sequence[Run]) -> tuple[float, str]:
    """Share done of runs that are made together, and a sentence with the time left."""
    films = [run.film for run in runs]
    i, n = sum(film.steps for film in films), sum(film.n for film in films)
    calls, left = sum(film.calls for film in films), sum(run.left for run in runs)
    text = say("run.progress", i=i, n=n, calls=calls, left=number(left, 1))
    if runs[0].before:
        text = f"{text} · {say('run.waiting', n=runs[0].before)}"
    return i / n, text


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
