"""How many steps?: the blind test, a button to begin, the rounds, the score."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.experiments.blind_test import (
    ROUNDS,
    SIDES,
    UNLIKELY,
    BlindTest,
    chance_of_guessing,
    comparable,
)
from explainer.experiments.claims import draws_its_own
from explainer.experiments.cost import expected_seconds
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.ui.ballots import Blind
from explainer.ui.controls import table as controls
from explainer.ui.controls.own import own
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, seconds
from explainer.ui.drawing.picture_button import picture_button
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.seat import teaches
from explainer.ui.sections.room_question import ask_blind

FRAMES = 1  # of each film: only the results are shown


def blind_test(short: Settings, long: Settings) -> None:
    """The section, for these two walks; answers about others count for nothing here.

    Its pairs are made on one noise path, whatever the page's own pictures are made on, which is said.
    """
    own_paths = draws_its_own(short)
    short, long = comparable(short, long)
    wait = seconds(sum(expected_seconds(s, FRAMES) for s in (short, long)))
    st.markdown(
        say(
            "blind.lead", n=ROUNDS, short=_steps(short.steps), long=_steps(long.steps), seconds=wait
        )
    )
    if own_paths:
        st.caption(say("blind.one_path", control=controls.SHARED_PATH.label))
    test: BlindTest | None = st.session_state.get("_blind")
    if test is not None and test.walks != (short, long):
        test = None
    if test is None or test.done:
        st.button(say("blind.begin"), key="_blind_go", on_click=_begin, args=(short, long))
    if teaches():
        _with_the_class(short, long)
    if test is not None:
        (_score if test.done else _round)(test)


def _begin(short: Settings, long: Settings) -> None:
    """Every test of a visitor has pairs of its own."""
    count = st.session_state["_blind_tests"] = st.session_state.get("_blind_tests", 0) + 1
    st.session_state["_blind"] = BlindTest(short.seeds[0] + count, (short, long))


def _with_the_class(short: Settings, long: Settings) -> None:
    """A room's teacher begins the same test for everybody: it is in the bar, on whichever page they are."""
    if long.network in own():
        st.caption(say("room.blind_own"))
        return
    st.caption(say("room.blind_lead"))
    label, pair = say("room.blind_begin"), Blind((short, long), 0)
    st.button(label, key="_room_blind", icon=":material/groups:", on_click=ask_blind, args=(pair,))


def _score(test: BlindTest) -> None:
    chance = chance_of_guessing(test.right)
    verdict = "blind.seen" if chance < UNLIKELY else "blind.not_seen"
    score = say("blind.score", right=test.right, n=ROUNDS, chance=number(100 * chance, 1))
    st.markdown(f"{score} {say(verdict)}")
    st.html(f'<div class="nw-pairs">{"".join(_answered(test, i) for i in range(ROUNDS))}</div>')


def _round(test: BlindTest) -> None:
    if test.answers:
        key = "blind.was_right" if test.answers[-1] else "blind.was_wrong"
        st.markdown(say(key, right=test.right, n=len(test.answers)))
        st.html(f'<div class="nw-pairs nw-last">{_answered(test, test.round - 1)}</div>')
    question, pictures = st.empty(), st.container(horizontal=True, key="blind_pair")
    runs = _pair(test)
    if not all(run.film.done for run in runs):
        return
    test.pictures[test.round] = tuple(_picture(run) for run in runs)
    steps = test.walks[1].steps
    question.markdown(say("blind.round", i=test.round + 1, n=ROUNDS, steps=steps))
    for picture, side in zip(test.pictures[test.round], SIDES, strict=True):
        with pictures, st.container():
            label, left = say("blind.choose", side=say(f"blind.{side}")), side == "left"
            picture_button(label, picture, f"_blind_{side}", test.answer, (left,))


def _picture(run: Run) -> np.ndarray:
    picture: np.ndarray = run.film.pictures(picture_shape(run.settings.network))[0]
    return picture


def _steps(n: int) -> str:
    return say("how_many_steps.ladder_one") if n == 1 else say("how_many_steps.side", n=n)


def _answered(test: BlindTest, i: int) -> str:
    """Both pictures of a round with their steps, and which was taken for the longer walk."""
    mark = say("blind.found" if test.answers[i] else "blind.missed")
    both = zip(test.pair_of(i), test.pictures[i], strict=True)
    frames = [
        Framed(
            picture,
            _steps(walk.steps),
            quantity=("x0" if test.answers[i] else "conditional")
            if side == test.chosen(i)
            else "plain",
            numbers=(mark,) if side == test.chosen(i) else (),
        )
        for side, (walk, picture) in enumerate(both)
    ]
    return row(frames, "pair")


def _pair(test: BlindTest) -> list[Run]:
    """Both walks of this round, the left picture first, computed with nothing but a progress bar shown."""
    walks = Walks("blind_runs", [from_noise(s, FRAMES) for s in test.pair], begin="always")
    progress = st.empty()
    st.button(say("run.stop"), key="_blind_stop", on_click=forget)

    def paint(runs: list[Run], old: bool) -> None:
        slower = max(runs, key=lambda r: r.film.n)
        progress.progress(*slower.progress)

    runs = walks.run(paint)
    progress.empty()
    return runs


def is_done() -> bool:
    """Whether a test was played to its end."""
    test: BlindTest | None = st.session_state.get("_blind")
    return test is not None and test.done


def forget() -> None:
    """No test was begun."""
    st.session_state.pop("_blind", None)
