"""Guidance: kept to a part of the run, and what shall not be seen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import cast

import numpy as np
import streamlit as st

from explainer.core.denoiser import acts
from explainer.core.errors import UserError
from explainer.experiments import guidance
from explainer.experiments.guidance import Halves
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.conditions import parse_condition
from explainer.ui import cached_guidance as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE, of_run
from explainer.ui.language import say, translate
from explainer.ui.page import folded
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, named
from explainer.ui.terms import explained

COLOURS = ("x0hat", "conditional", "unconditional")  # of guidance.WAYS


def interval(settings: Settings, open_step: Halves) -> None:
    """Folded: guidance in a part of the run, as a stretch of its timeline, and where both runs end."""
    with folded("guidance.interval"):
        st.markdown(explained("guidance.interval_lead"))
        chosen = controls.INTERVAL.draw(disabled=settings.w == 1)
        kept = replace(settings, interval=chosen)
        halves = cached.opened(kept)
        st.html(_timeline(kept, halves, open_step.i))
        ends = cached.end(settings), cached.end(kept)
        names = say("guidance.all_steps"), say("guidance.some_steps", n=guided_steps(kept, halves))
        frames = [Framed(p, name, *ESTIMATE) for p, name in zip(ends, names, strict=True)]
        st.html(row(frames))
        st.markdown(interval_sentence(kept, halves, *ends))


def guided_steps(settings: Settings, halves: list[Halves]) -> int:
    """At how many steps of a run guidance acts."""
    return sum(acts(settings.interval, h.t) for h in halves)


def _timeline(settings: Settings, halves: list[Halves], at: int) -> str:
    """The steps of a run, as t grows on the slider; those marked where guidance acts, and the one that is open above."""
    ticks = "".join(
        f'<i class="{"nw-on" if acts(settings.interval, h.t) else ""}'
        f'{" nw-here" if h.i == at else ""}" title="t = {h.t}"></i>'
        for h in reversed(halves)
    )
    T = halves[0].t  # every run begins there
    ends = say("guidance.timeline_picture", t=0), say("guidance.timeline_noise", t=T)
    label = say("guidance.timeline", n=guided_steps(settings, halves), of=len(halves))
    return (
        f'<div class="nw-timeline" role="img" aria-label="{label}"><span>{ends[0]}</span>'
        f"<div>{ticks}</div><span>{ends[1]}</span></div>"
    )


def interval_sentence(
    settings: Settings, halves: list[Halves], whole: np.ndarray, kept: np.ndarray
) -> str:
    """How far the two ends are apart, and what the shorter push costs."""
    n = guided_steps(settings, halves)
    if n == len(halves):
        return say("guidance.interval_all", n=n)
    apart = float(np.sqrt(np.mean((whole.astype(float) - kept.astype(float)) ** 2)))
    contrast = [guidance.look(p).contrast for p in (whole, kept)]
    return say(
        "guidance.interval_apart",
        n=n,
        of=len(halves),
        levels=number(apart, 1),
        whole=number(contrast[0], 0),
        kept=number(contrast[1], 0),
    )


def not_this(settings: Settings) -> None:
    """Folded: a word that shall not be seen, as a condition and as a weight."""
    with folded("guidance.not_this"):
        st.markdown(explained("guidance.not_lead"))
        against = str(controls.AGAINST.draw()).strip()
        if problem := _problem(settings, against):
            st.info(problem)
            return
        _three(settings, against)


def _problem(settings: Settings, against: str) -> str:
    """Why there is nothing to compare; "" if there is."""
    if not against:
        return say("guidance.not_empty")
    if settings.w <= 1:
        return say("guidance.not_above_1")
    try:
        bag = parse_condition(against, load_checkpoint(settings.network).card.vocabulary)
    except UserError as error:
        return translate(error.sentence)
    return "" if bag else say("guidance.not_empty")


def _three(settings: Settings, against: str) -> None:
    make = partial(guidance.not_shown, settings, against)
    plan = PlannedRun(guidance.without(settings), make, ("against", against), frames=1)
    walks = Walks("not_this", [plan], label=say("guidance.not_button"))
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()
    pictures, status = st.empty(), st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        pictures.html(row(_each_way(run, old)))
        walks.report_all(status, run, old=old)

    runs = walks.run(paint)
    if runs and not walks.changed(runs) and runs[0].film.done and runs[0].film.result is not None:
        st.markdown(not_sentence(runs[0].film.result, named(against)))


def _each_way(run: Run, old: bool) -> list[Framed]:
    """The pictures of a run, and what each was made with, which may be other words than those of now."""
    film, settings = run.film, run.settings
    _, (_, against) = cast(tuple[Settings, tuple[str, str]], run.key)
    pictures = film.pictures(picture_shape(settings.network))
    if len(pictures) != len(COLOURS):
        pictures = np.repeat(pictures[:1], len(COLOURS), axis=0)
    symbol, _ = of_run(film)
    words = {"words": named(settings.words), "against": named(against)}
    ways = [words["words"], *(say(f"guidance.way_{way}", **words) for way in guidance.WAYS[1:])]
    return [
        Framed(p, way, symbol, look, old=old)
        for p, way, look in zip(pictures, ways, COLOURS, strict=True)
    ]


def not_sentence(pictures: np.ndarray, against: str) -> str:
    """How far each way has moved the picture, and why the two are not the same."""
    plain, condition, weight = (p.astype(float) for p in pictures)
    apart = [float(np.sqrt(np.mean((p - plain) ** 2))) for p in (condition, weight)]
    return say(
        "guidance.not_apart",
        against=against,
        condition=number(apart[0], 1),
        weight=number(apart[1], 1),
    )
