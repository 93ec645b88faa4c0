"""Break it: a run with mistakes beside the right one, from the same noise; covered until somebody said what they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import cast

import streamlit as st

from explainer.engines.registry import engine_for
from explainer.experiments import guidance
from explainer.experiments.harm import (
    GRAINY,
    Measures,
    law_with,
    limit,
    outcome,
    shown_with,
)
from explainer.experiments.mistakes import MISTAKES, STEPS, broken, in_order, possible
from explainer.experiments.settings import Settings
from explainer.experiments.snippet_closer import broken_source
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_mistakes as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.playing.takeaway import source_of
from explainer.ui.runs import PlannedRun, Run, from_noise
from explainer.ui.sections.bridges import Posed
from explainer.ui.sections.guesses import beside, forget
from explainer.ui.terms import explained

PAGE = "break_it"
_SEEN, _ABOUT = "_break_it_seen", "_break_it_about"
FRAMES = STEPS  # of each film: every step
PERCENT = ("grain", "clipped")  # shares
IN_SIGHT = (
    "grain",
    "clipped",
    "brightness",
    "beginning",
    "middle",
)  # what right pictures have, too


def is_puzzle() -> bool:
    """Whether the page shows a puzzle."""
    return bool(st.session_state.get(controls.MODE.key, controls.MODE.default()) == "puzzle")


def name(mistake: str) -> str:
    """What a mistake is called."""
    return controls.MISTAKES.called(mistake)


def names(mistakes: Sequence[str]) -> str:
    """What several are called."""
    return " + ".join(map(name, mistakes))


def chosen() -> tuple[str, ...]:
    """The control that says which mistakes are made."""
    return in_order(controls.MISTAKES.draw())


def shown(mistakes: Sequence[str], settings: Settings) -> tuple[str, ...]:
    """Those that can be shown with this network and these words; a line says of the others why not."""
    can = possible(settings)
    for mistake in mistakes:
        if mistake not in can:
            st.info(say(f"break_it.needs_{MISTAKES[mistake].needs}", name=name(mistake)))
    return tuple(mistake for mistake in mistakes if mistake in can)


# --- guessed first


def is_covered(mistakes: tuple[str, ...], asked: Posed) -> bool:
    """Whether these mistakes are to be guessed about before they are seen.

    A guess was about the mistakes that were chosen when it was made: about others it is asked again.
    """
    before = st.session_state.get(_ABOUT, mistakes)
    st.session_state[_ABOUT] = mistakes
    if asked.guess is not None and before != mistakes:
        forget(PAGE)
        st.rerun()
    seen: set[tuple[str, ...]] = st.session_state.setdefault(_SEEN, set())
    if asked.is_guessed or asked.is_dared:
        seen.add(mistakes)
    return bool(mistakes) and mistakes not in seen


def cover(mistakes: tuple[str, ...]) -> None:
    """What stands in the place of a run that is still to be guessed about."""
    with st.container(border=True):
        st.markdown(say("break_it.covered", names=names(mistakes)))
        st.button(say("break_it.uncover"), key="_break_it_uncover", on_click=_see, args=(mistakes,))


def _see(mistakes: tuple[str, ...]) -> None:
    st.session_state[_SEEN].add(mistakes)


# --- the runs


def planned(settings: Settings, mistakes: tuple[str, ...], frames: int) -> PlannedRun:
    """A run with these mistakes, shown as they show it."""
    make = partial(broken, settings, mistakes)
    view = shown_with(settings.network, mistakes) if "stretched" in mistakes else None
    law = partial(law_with, settings, mistakes)
    return PlannedRun(settings, make, (PAGE, mistakes), frames, view=view, planted=law)


def plans(settings: Settings, mistakes: tuple[str, ...], frames: int) -> list[PlannedRun]:
    """The right run, then the one with mistakes, if there are any."""
    right = from_noise(settings, frames)
    return [right, planned(settings, mistakes, frames)] if mistakes else [right]


def made(run: Run) -> tuple[str, ...]:
    """The mistakes of a run; none of the right one."""
    _, of = cast(tuple[Settings, tuple[str, tuple[str, ...]] | None], run.key)
    return of[1] if of else ()


def source(run: Run) -> str | None:
    """Code that makes the pictures of a run again."""
    mistakes, network = made(run), run.settings.network
    if not mistakes:
        return source_of(run)
    sha256 = load_checkpoint(network).card.sha256
    return broken_source(run.settings, mistakes, engine_for(network).name, sha256)


def run_name(run: Run) -> str:
    """What a run is called: right, or by its mistakes."""
    return names(made(run)) or say("break_it.right")


# --- what is said of them


def measures(runs: Sequence[Run]) -> tuple[Measures, Measures] | None:
    """Of the run with mistakes, and of the right one; None until both have ended."""
    if len(runs) < 2 or not all(run.film.done for run in runs):
        return None
    right, wrong = runs
    return cached.measured(wrong, right), cached.measured(right, right)


def lines(runs: Sequence[Run], run: Run) -> list[str]:
    """What stands under a run: its name, how far it is, and at its end what its mistakes worsen."""
    if not run.film.done:
        return [run_name(run), say("added_noise.so_far", i=run.film.steps, n=run.film.n)]
    found = measures(runs)
    if found is None:
        return [run_name(run)]
    worsened = dict.fromkeys(MISTAKES[m].worsens for m in made(runs[1]))
    if run is runs[0]:
        return [run_name(run), *(quantity(q, found[1]) for q in worsened if q in IN_SIGHT)]
    return [
        run_name(run),
        *(quantity(q, found[0]) for q in dict.fromkeys(["closeness", *worsened])),
    ]


def quantity(which: str, found: Measures) -> str:
    """One quantity, with its name."""
    return say(f"break_it.of_{which}", value=value(which, found))


def value(which: str, found: Measures) -> str:
    """One quantity as a number."""
    measured: float = getattr(found, which)
    if math.isinf(measured):
        return "∞"
    return number(100 * measured, 0) if which in PERCENT else number(measured, 1)


def verdict(runs: Sequence[Run]) -> str:
    """What has become of the pictures, in numbers; nothing until both runs have ended."""
    found = measures(runs)
    if found is None:
        return explained("break_it.wait")
    wrong, right = found
    if math.isinf(wrong.closeness):
        return say("break_it.outcome_equal")
    said = explained(
        f"break_it.outcome_{became(wrong, right)}",
        db=value("closeness", wrong),
        wrong=value("clipped", wrong),
        right=value("clipped", right),
        levels=value("speckle", wrong),
    )
    is_other = outcome(wrong, right) == "other"
    return f"{said} {asked_for(runs[1], runs[0])}" if is_other else said


def became(wrong: Measures, right: Measures) -> str:
    """The outcome, more closely: at which limit the values are, and whether noise lies over what is right otherwise."""
    kind = outcome(wrong, right)
    if kind == "limits":
        return f"limits_{limit(wrong)}"
    return "speckle" if kind == "noise" and wrong.grain <= GRAINY * right.grain else kind


def named(run: Run) -> int | None:
    """How many pictures of a finished run a small classifier takes for what was asked; None where there is none."""
    settings, result = run.settings, run.film.result
    if result is None or not settings.words:
        return None
    taken, asked = guidance.names(settings.network, result), settings.prompts
    return sum(a == b for a, b in zip(taken, asked, strict=True)) if taken else None


def asked_for(wrong: Run, right: Run) -> str:
    """In how many pictures what was asked for is found; "" where nobody can say."""
    counts = named(wrong), named(right)
    if None in counts:
        return ""
    return say("break_it.found", wrong=counts[0], right=counts[1], n=len(wrong.settings.seeds))


def answer(guess: str, runs: Sequence[Run]) -> str:
    """How the guess compares with what has become of the pictures."""
    found = measures(runs)
    if found is None:
        return say("bridge.break_it.look", guess=say(f"bridge.break_it.{guess}"))
    key = "answer_equal" if math.isinf(found[0].closeness) else "answer"
    said = explained(f"bridge.break_it.{key}", db=value("closeness", found[0]))
    if (kind := outcome(*found)) == "between":
        told = say("bridge.break_it.between", guess=say(f"bridge.break_it.{guess}"))
        return f"{told} {said}"
    return f"{beside(PAGE, guess, [kind])} {said}"
