"""How many steps?: the ladder, the same noise in ever more steps."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from explainer.experiments import ladder as experiment
from explainer.experiments.claims import climbing
from explainer.experiments.settings import Settings
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, distance_plot
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.stating import state
from explainer.ui.terms import explained


def ladder(settings: Settings, shape: tuple[int, int, int]) -> None:
    """The section: a button, every rung as it is climbed, and what climbing brought."""
    st.subheader(say("how_many_steps.ladder"), anchor=False)
    st.markdown(_lead(settings))
    planned = [from_noise(rung, experiment.FRAMES) for rung in experiment.rungs(settings)]
    walks = Walks("ladder", planned, label=say("how_many_steps.ladder_button"))
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    strip, below, sentence = st.empty(), st.empty(), st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        strip.html(row(_strip(runs, shape, old), "nine"))
        walks.report_all(below, runs[-1], old=old)

    runs = walks.run(paint)
    if runs and not walks.changed(runs) and runs[-1].film.done:
        sentence.markdown(_sentence(runs))
        alt = say("how_many_steps.ladder_alt")
        st.plotly_chart(_figure(runs), config=CONFIG, alt=alt)


def _lead(settings: Settings) -> str:
    seconds = round(experiment.climbing_seconds(settings))
    return explained(
        "how_many_steps.ladder_lead",
        most=experiment.LADDER[-1],
        reference=experiment.REFERENCE,
        seconds=seconds,
    )


def _strip(runs: list[Run], shape: tuple[int, int, int], old: bool) -> list[Framed]:
    """Every rung with its cost and, once the reference is there, its distance; the reference leftmost."""
    *climbed, reference = runs
    waiting = "…" if reference.running else ""
    apart = [waiting] * len(climbed)
    if reference.film.done:
        distances = experiment.grey_levels_apart([run.film for run in runs])
        apart = [say("how_many_steps.ladder_off", value=number(d, 1)) for d in distances]
    rungs = zip([reference, *climbed], ["", *apart], strict=True)
    return [_rung(run, shape, off, old) for run, off in rungs]


def _rung(run: Run, shape: tuple[int, int, int], off: str, old: bool) -> Framed:
    n = run.film.n
    key = {experiment.REFERENCE: "ladder_reference", 1: "ladder_one"}.get(n, "side")
    cost = say("how_many_steps.cost", calls=run.film.calls)
    symbol = ("x₀", "x0") if run.film.done else ("xₜ", "xt")
    pixels = run.film.pictures(shape)[0]
    return Framed(pixels, say(f"how_many_steps.{key}", n=n), *symbol, (cost, off), old=old)


def _figure(runs: list[Run]) -> go.Figure:
    """Distance to the reference against cost."""
    apart = experiment.grey_levels_apart([run.film for run in runs])
    return distance_plot([run.film.calls for run in runs[:-1]], apart, experiment.REFERENCE)


def _sentence(runs: list[Run]) -> str:
    """What the ladder shows, from its own numbers."""
    films = [run.film for run in runs]
    found, apart = experiment.gain(films), experiment.grey_levels_apart(films)
    return state(
        climbing(apart, runs[0].settings),
        control=say(f"control.{controls.SHARED_PATH.key}.label"),
        first=experiment.LADDER[0],
        last=experiment.LADDER[-1],
        ratio=number(found.fall, 1),
        cost=round(found.price),
        half=found.half,
        before=number(apart[0], 1),
        after=number(apart[-1], 1),
    )
