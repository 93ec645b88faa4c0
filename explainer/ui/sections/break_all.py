"""Break it: every mistake once, on one picture, and which of them give themselves away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from explainer.experiments.harm import Measures, outcome
from explainer.experiments.mistakes import possible
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.ui import cached_mistakes as cached
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import enumerated, say
from explainer.ui.page import folded
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.sections.break_it import made, name, planned, quantity, run_name
from explainer.ui.terms import explained

GIVE_AWAY = ("noise", "limits")  # outcomes that are seen without the right picture


def every(settings: Settings) -> None:
    """Folded: one picture of the right run and of every mistake, behind a button."""
    with folded("break_it.all"):
        one = replace(settings, seeds=settings.seeds[:1])
        mistakes = possible(one)
        st.markdown(explained("break_it.all_lead", n=len(mistakes)))
        plans = [from_noise(one, 1), *(planned(one, (mistake,), 1) for mistake in mistakes)]
        walks = Walks("break_all", plans, label=say("break_it.all_button"))
        with st.container(horizontal=True):
            walks.start_button()
            walks.stop_button()
        walks.show_cost()
        pictures, status = st.empty(), st.empty()

        def paint(runs: list[Run], old: bool) -> None:
            pictures.html(row([_framed(runs[0], run, old) for run in runs], "fours"))
            walks.report_all(status, *runs, old=old)

        runs = walks.run(paint)
        if found := _found(runs):
            st.markdown(sentence(found, cached.measured(runs[0], runs[0])))


def _found(runs: Sequence[Run]) -> dict[str, Measures]:
    """What every mistake has done, by its name; {} until all have ended."""
    if not runs or not all(run.film.done for run in runs):
        return {}
    right, *wrong = runs
    return {made(run)[0]: cached.measured(run, right) for run in wrong}


def _framed(right: Run, run: Run, old: bool) -> Framed:
    picture = run.film.pictures(picture_shape(run.settings.network))[0]
    ended = run is not right and run.film.done and right.film.done
    below = (quantity("closeness", cached.measured(run, right)),) if ended else ()
    return Framed(picture, run_name(run), *of_run(run.film), below, old=old)


def sentence(found: dict[str, Measures], right: Measures) -> str:
    """Which mistakes give themselves away, which do not though their picture is another one, and which are not in it."""
    kinds = {mistake: outcome(m, right) for mistake, m in found.items()}
    groups = {
        "away": [m for m, kind in kinds.items() if kind in GIVE_AWAY],
        "clean": [m for m, kind in kinds.items() if kind not in GIVE_AWAY],
        "other": [m for m, kind in kinds.items() if kind == "other"],
        "same": [m for m in found if math.isinf(found[m].closeness)],
    }
    said = [_of(group, mistakes, len(found)) for group, mistakes in groups.items() if mistakes]
    return " ".join([*said, say("break_it.all_compare")])


def _of(group: str, mistakes: Sequence[str], of: int) -> str:
    names = enumerated(say("break_it.quoted", name=name(mistake)) for mistake in mistakes)
    return explained(f"break_it.all_{group}", n=len(mistakes), of=of, names=names)
