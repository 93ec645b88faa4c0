"""How many steps?: the ladder, the same noise in ever more steps."""

from __future__ import annotations

import streamlit as st

from explainer.experiments import ladder as experiment
from explainer.experiments.claims import climbing, same_seed
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.ui.controls import table as controls
from explainer.ui.drawing.figures import CONFIG, distance_plot
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, seconds
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run, from_noise
from explainer.ui.stating import state
from explainer.ui.terms import explained

DIMMED = 0.4  # opacity of what other settings made


def ladder(settings: Settings, shape: tuple[int, int, int]) -> None:
    """The section: a button, every rung as it is climbed, and what climbing brought."""
    st.markdown(_lead(settings))
    planned = [from_noise(rung, experiment.FRAMES) for rung in experiment.rungs(settings)]
    walks = Walks("ladder", planned, label=say("how_many_steps.ladder_button"))
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    strip, below, result = st.empty(), st.empty(), st.container()

    def paint(runs: list[Run], old: bool) -> None:
        strip.html(row(_strip(runs, shape, old), "nine"))
        walks.report_all(below, *runs, old=old)

    runs = walks.run(paint)
    if runs and runs[-1].film.done:
        with result:
            _result(runs, walks.changed(runs))


def _lead(settings: Settings) -> str:
    noise = same_seed(settings).key.removeprefix("how_many_steps.seed_")
    return explained(
        "how_many_steps.ladder_lead",
        most=experiment.LADDER[-1],
        reference=experiment.REFERENCE,
        noise=say(f"how_many_steps.ladder_from_{noise}"),
        seconds=seconds(experiment.climbing_seconds(settings)),
    )


def _strip(runs: list[Run], shape: tuple[int, int, int], old: bool) -> list[Framed]:
    """Every rung with its cost and, as soon as it is there, its distance; the reference leftmost."""
    *climbed, reference = runs
    rungs = [(reference, ""), *zip(climbed, _distances(runs), strict=True)]
    return [_rung(run, shape, off, old) for run, off in rungs]


def _distances(runs: list[Run]) -> list[str]:
    """How far every rung is from the reference or, while that is on its way, from the longest that is done."""
    films = [run.film for run in runs]
    best = experiment.longest(films)
    waiting = "…" if runs[-1].running else ""
    if best is None:
        return [waiting] * (len(runs) - 1)
    key = "ladder_off" if best is films[-1] else "ladder_so_far"
    return [
        say(f"how_many_steps.{key}", n=best.n, value=number(_apart(film, best), 1))
        if film.done and film is not best
        else waiting
        for film in films[:-1]
    ]


def _apart(film: Film, best: Film) -> float:
    return experiment.grey_levels_apart([film, best])[0]


def _rung(run: Run, shape: tuple[int, int, int], off: str, old: bool) -> Framed:
    n = run.film.n
    key = {experiment.REFERENCE: "ladder_reference", 1: "ladder_one"}.get(n, "side")
    cost = say("how_many_steps.cost", calls=run.film.calls)
    pixels = run.film.pictures(shape)[0]
    return Framed(
        pixels, say(f"how_many_steps.{key}", n=n), *of_run(run.film), (cost, off), old=old
    )


def _result(runs: list[Run], old: bool) -> None:
    """What the ladder shows, from its own numbers, and distance to the reference against cost; dimmed if `old`."""
    films = [run.film for run in runs]
    apart = experiment.grey_levels_apart(films)
    st.markdown(_sentence(runs, experiment.gain(films), apart))
    figure = distance_plot([film.calls for film in films[:-1]], apart, experiment.REFERENCE)
    if old:
        figure.update_traces(opacity=DIMMED)
    st.plotly_chart(figure, config=CONFIG, alt=say("how_many_steps.ladder_alt"))


def _sentence(runs: list[Run], found: experiment.Gain, apart: list[float]) -> str:
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
