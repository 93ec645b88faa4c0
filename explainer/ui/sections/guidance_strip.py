"""Guidance: one picture at many strengths from one noise, and sixteen pictures with and without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from explainer.experiments import added_noise, guidance
from explainer.experiments.guidance import STRENGTHS, Look
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, from_noise, named
from explainer.ui.sections.pixel_probe import pixel_probe
from explainer.ui.terms import explained

LOUDER = 1.1  # so many times the contrast is a change that is told
FRAMES = 10  # of the films of sixteen pictures


def strip(settings: Settings) -> list[Look]:
    """The strip; what can be counted of its pictures, once they are done."""
    walks = Walks(
        "guidance",
        [planned_strip(settings)],
        "arrival",
        say("guidance.strip_button", n=len(STRENGTHS)),
    )
    pictures, status = st.empty(), st.empty()
    walks.row_of_buttons()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        pictures.html(row(_at_each(run.film, run.settings.network, old), "fours"))
        walks.report_all(status, run, old=old)

    runs = walks.run(paint)
    found = looks(runs[0].film) if runs else []
    if found:
        st.markdown(strip_sentence(found))
    return found


def planned_strip(settings: Settings) -> PlannedRun:
    """The pictures of every w, from one noise."""
    make = partial(guidance.along_w, settings)
    # the settings of the strip, w = 1, would need one row a picture; at almost every w it takes two
    return PlannedRun(guidance.strip(settings), make, "along_w", frames=1, times=2)


def lead(network: str) -> str:
    """What the strip shows, and what stands below its pictures."""
    said = explained("guidance.strip_lead", n=len(STRENGTHS))
    return f"{said} {say('guidance.strip_taken')}" if guidance.can_name(network) else said


def looks(film: Film) -> list[Look]:
    """Of each picture of a finished strip; none before."""
    return [guidance.look(p) for p in film.result] if film.done and film.result is not None else []


def _at_each(film: Film, network: str, old: bool) -> list[Framed]:
    """One picture for each w, with what it is taken for and what can be counted of it."""
    pictures = film.pictures(picture_shape(network))
    if len(pictures) != len(STRENGTHS):  # nothing computed yet
        pictures = np.repeat(pictures[:1], len(STRENGTHS), axis=0)
    numbers = _numbers(film, network) or [()] * len(STRENGTHS)
    return [
        Framed(picture, f"w = {number(w, None)}", *of_run(film), below, old=old)
        for picture, w, below in zip(pictures, STRENGTHS, numbers, strict=True)
    ]


def _numbers(film: Film, network: str) -> list[tuple[str, ...]]:
    found = looks(film)
    if not found or film.result is None:
        return []
    names = guidance.names(network, film.result) or [""] * len(found)
    return [
        tuple(
            filter(
                None,
                (
                    name and say("guidance.taken_for", word=named(name)),
                    say("guidance.contrast", value=number(look.contrast, 0)),
                    say("added_noise.clipped", value=number(100 * look.clipped, 0)),
                ),
            )
        )
        for look, name in zip(found, names, strict=True)
    ]


def change_of_contrast(found: Sequence[Look]) -> str:
    """What the strongest w does to the contrast at w = 1: "louder", "paler" or "same"."""
    plain, strong = found[STRENGTHS.index(1)], found[-1]
    times = strong.contrast / max(plain.contrast, 1e-9)
    return "louder" if times > LOUDER else "paler" if times < 1 / LOUDER else "same"


def strip_sentence(found: Sequence[Look]) -> str:
    """What changes from w = 1 to the strongest."""
    plain, strong = found[STRENGTHS.index(1)], found[-1]
    return say(
        f"guidance.strip_{change_of_contrast(found)}",
        w=number(STRENGTHS[-1], None),
        plain=number(plain.contrast, 0),
        strong=number(strong.contrast, 0),
        clipped_plain=number(100 * plain.clipped, 0),
        clipped=number(100 * strong.clipped, 0),
    )


def many(settings: Settings) -> None:
    """Folded: sixteen pictures without guidance and sixteen with it, from the same noises."""
    with folded("guidance.many"):
        st.markdown(explained("guidance.many_lead", n=guidance.SEEDS))
        guided = guidance.many(settings)
        _sixteen([replace(guided, w=1.0), guided])


def _sixteen(both: Sequence[Settings]) -> None:
    planned = [from_noise(s, FRAMES) for s in both]
    walks = Walks("guided_many", planned, label=say("guidance.many_button", n=guidance.SEEDS))
    walks.row_of_buttons()
    player = FilmPlayer(st.container(), "_guided_many_film", TWO_RUNS, _meters, probe=True)
    status = st.empty()

    def paint(runs: list[Run], old: bool) -> None:
        player.show(runs, old)
        walks.report(status, *runs, old=old)

    runs = walks.run(paint)
    if runs and all(run.film.done for run in runs):
        st.markdown(meters_sentence(runs))
    pixel_probe(player, walks, runs)
    walks.take_away(runs, name=lambda run: f"w = {number(run.settings.w, None)}")


def _meters(run: Run) -> list[str]:
    """What stands under sixteen pictures: their w, and once they are done what they have in common."""
    lines = [f"w = {number(run.settings.w, None)}"]
    if not run.film.done or run.film.result is None:
        return lines
    found = added_noise.measures(run.film.result, run.film.result)
    lines.append(say("added_noise.spread", value=number(found.spread, 1)))
    lines.append(say("added_noise.clipped", value=number(100 * found.clipped, 1)))
    right = share_named(run)
    return lines if right is None else [*lines, say("guidance.named", n=right, of=guidance.SEEDS)]


def share_named(run: Run) -> int | None:
    """How many of a run's pictures the classifier takes for one of the words asked for; None where there is none."""
    settings, result = run.settings, run.film.result
    if result is None:
        return None
    taken = guidance.names(settings.network, result)
    asked = guidance.asked_for(settings)
    return sum(name in asked for name in taken) if taken else None


def meters_sentence(runs: Sequence[Run]) -> str:
    """What guidance has cost in variety, and what it has brought."""
    plain, guided = (
        added_noise.measures(run.film.result, run.film.result)
        for run in runs
        if run.film.result is not None
    )
    kept = guided.spread / max(plain.spread, 1e-9)
    key = "fewer" if kept < 1 else "as_varied"
    if runs[1].settings.w <= 1:
        key = "unguided"
    return say(
        f"guidance.many_{key}",
        w=number(runs[1].settings.w, None),
        share=number(100 * kept, 0),
        plain=number(plain.spread, 1),
        guided=number(guided.spread, 1),
    )
