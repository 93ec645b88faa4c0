"""Break it: puzzles. A broken run is shown; which mistake is it?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from explainer.experiments.puzzle import Puzzle, puzzle
from explainer.networks.checkpoints import ModelCard
from explainer.ui.code.closer import with_mistakes
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.words import not_asked
from explainer.ui.language import say
from explainer.ui.page import look
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, from_noise
from explainer.ui.sections.break_films import films
from explainer.ui.sections.break_it import (
    FRAMES,
    PAGE,
    lines,
    measures,
    name,
    planned,
)
from explainer.ui.sections.break_why import explain
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

Answers = dict[
    tuple[str, int], tuple[str, str]
]  # by network and number: what was chosen, what is true
_ANSWERS = "_break_puzzle_answers"  # of this visit


def puzzles(
    card: ModelCard, stage: AbstractContextManager[Any], side: AbstractContextManager[Any]
) -> None:
    """The puzzle of the number that is chosen: its run, the choices, and once one was taken, the answer."""
    not_asked()
    with side:
        controls.MODE.draw()
        number = int(controls.PUZZLE.draw())
        below = st.container()
    posed = puzzle(card.name, card.first_prompt, controls.W.default(), number)
    answer = answers().get((card.name, number))
    with stage:
        runs = _shown(posed, answer is not None)
        if answer is None:
            _ask(posed, (card.name, number), runs)
        else:
            st.markdown(_judged(*answer))
    with below:
        _score(number)
    if answer is None:
        look(explained("break_it.puzzle_look"))
    else:
        look(explained("break_it.puzzle_why"))
        explain(posed.mistake, posed.settings, measures(runs))
        show_code(PAGE, *with_mistakes((posed.mistake,)))


def answers() -> Answers:
    """What was answered in this visit."""
    given: Answers = st.session_state.setdefault(_ANSWERS, {})
    return given


def right_ones() -> int:
    """How many of the answers were right."""
    return sum(chosen == truth for chosen, truth in answers().values())


def _shown(posed: Puzzle, with_right: bool) -> list[Run]:
    """The broken run, and beside it the right one, once the puzzle is solved."""
    wrong = planned(posed.settings, (posed.mistake,), FRAMES)
    plans: list[PlannedRun] = [from_noise(posed.settings, FRAMES), wrong] if with_right else [wrong]
    walks = Walks("break_puzzle", plans, "always")
    return films(walks, "break_puzzle", lines if with_right else _nothing)()


def _nothing(runs: Sequence[Run], run: Run) -> list[str]:
    return [say("break_it.puzzle_run")]


def _ask(posed: Puzzle, of: tuple[str, int], runs: list[Run]) -> None:
    if not all(run.film.done for run in runs):
        return
    st.markdown(say("break_it.puzzle_question"))
    with st.container(horizontal=True, gap="small"):
        for choice in posed.choices:
            key = f"_break_puzzle_{choice}"
            st.button(name(choice), key=key, on_click=_take, args=(of, choice, posed.mistake))


def _take(of: tuple[str, int], choice: str, truth: str) -> None:
    answers().setdefault(of, (choice, truth))


def _judged(chosen: str, truth: str) -> str:
    key = "puzzle_right" if chosen == truth else "puzzle_wrong"
    return say(f"break_it.{key}", chosen=name(chosen), truth=name(truth))


def _score(number: int) -> None:
    """How many were found so far, and the next puzzle."""
    if given := len(answers()):
        st.caption(say("break_it.puzzle_score", right=right_ones(), n=given))
    if not lesson.holds(controls.PUZZLE.key):
        st.button(
            say("break_it.puzzle_next"), key="_break_puzzle_next", on_click=_next, args=(number,)
        )


def _next(number: int) -> None:
    """The puzzle after this one; after the last, the first."""
    after = str(number + 1)
    controls.PUZZLE.take(number + 1 if controls.PUZZLE.parse(after) else 1)
