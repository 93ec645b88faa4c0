"""The blind test: which of two pictures took more steps? Ten rounds, and what guessing would score."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from math import comb

import numpy as np
import streamlit as st

from explainer.experiments.sampling import Settings, expected_seconds, generate, picture_shape
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say
from explainer.ui.playing.running import Part, Run, kept, play
from explainer.ui.views.common import live_pixels

ROUNDS = 10
FIRST_SEED = 10_000  # pictures that the page has not shown


@dataclass(eq=False)
class BlindTest:
    """One visitor's answers so far: True where the longer walk was found."""

    seed: int
    walks: tuple[Settings, Settings]  # the short one and the long one
    answers: list[bool] = field(default_factory=list)

    @property
    def round_seed(self) -> int:
        """The seed of the pair that is on screen."""
        return FIRST_SEED + 100 * self.seed + len(self.answers)

    @property
    def long_is_left(self) -> bool:
        """A fair coin, the same on every rerun."""
        return bool(np.random.SeedSequence([self.round_seed, ROUNDS]).generate_state(1)[0] & 1)

    @property
    def done(self) -> bool:
        """Whether all rounds are answered."""
        return len(self.answers) == ROUNDS


def chance_of_guessing(right: int, rounds: int = ROUNDS) -> float:
    """Probability that coin flips get at least `right` of `rounds`: the binomial tail."""
    return sum(comb(rounds, k) for k in range(right, rounds + 1)) / (1 << rounds)


def _answer(test: BlindTest, left: bool) -> None:
    test.answers.append(left == test.long_is_left)


def _begin(short: Settings, long: Settings) -> None:
    """Every test of a visitor has pairs of its own."""
    count = st.session_state["_blind_tests"] = st.session_state.get("_blind_tests", 0) + 1
    st.session_state["_blind"] = BlindTest(short.seeds[0] + count, (short, long))


def _end() -> None:
    del st.session_state["_blind"]


def _pair(test: BlindTest, short: Settings, long: Settings) -> list[Run]:
    """Both walks of this round, the left picture first, computed with nothing but a progress bar shown."""
    pair = [replace(s, seeds=(test.round_seed,)) for s in (long, short)]
    if not test.long_is_left:
        pair.reverse()
    runs, progress = kept("_blind_runs"), st.empty()
    st.button(say("run.stop"), key="_blind_stop", on_click=_end)
    if [r.settings for r in runs] == pair and all(r.film.done for r in runs):
        return runs

    def paint(runs: list[Run]) -> None:
        slower = max(runs, key=lambda r: r.film.n)
        progress.progress(*slower.progress)

    runs = play("_blind_runs", [Part(s, partial(generate, s)) for s in pair], paint)
    progress.empty()
    return runs


def _round(test: BlindTest, short: Settings, long: Settings) -> None:
    runs, shape = _pair(test, short, long), picture_shape(short.network)
    st.markdown(say("blind.round", i=len(test.answers) + 1, n=ROUNDS, steps=long.steps))
    for column, run, side in zip(st.columns(2), runs, ("left", "right"), strict=True):
        with column:
            picture = live_pixels(run.film, shape)[0]
            st.html(row([Framed(picture, say(f"blind.{side}"), large=True, bare=True)]))
            name = say("blind.choose", side=say(f"blind.{side}"))
            st.button(name, key=f"_blind_{side}", on_click=_answer, args=(test, side == "left"))
    if test.answers:
        key = "blind.was_right" if test.answers[-1] else "blind.was_wrong"
        st.caption(say(key, right=sum(test.answers), n=len(test.answers)))


def blind_test(short: Settings, long: Settings) -> None:
    """The section: a button to begin, the rounds, the score."""
    st.subheader(say("blind.title"), anchor=False)
    seconds = f"{expected_seconds(short) + expected_seconds(long):.1f}"
    st.markdown(say("blind.lead", n=ROUNDS, short=short.steps, long=long.steps, seconds=seconds))
    test: BlindTest | None = st.session_state.get("_blind")
    if test is not None and test.walks != (short, long):
        test = None  # answers to other questions count for nothing here
    if test is None or test.done:
        st.button(say("blind.begin"), key="_blind_go", on_click=_begin, args=(short, long))
    if test is None:
        return
    if not test.done:
        _round(test, short, long)
        return
    right = sum(test.answers)
    chance = f"{100 * chance_of_guessing(right):.1f}"
    verdict = "blind.seen" if chance_of_guessing(right) < 0.05 else "blind.not_seen"
    st.markdown(f"{say('blind.score', right=right, n=ROUNDS, chance=chance)} {say(verdict)}")
