"""Restore: other pictures that fit what is left as well, and where they differ."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments.restoring import Damaged, hidden, restored, spread
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections.guidance_step import heat_of
from explainer.ui.sections.restore import within
from explainer.ui.terms import explained

OTHERS = 3
HOTTEST = 64.0  # grey levels: a place where pictures differ as much or more is white on the map


def others(
    damaged: Damaged, settings: Settings, keeping: bool, picture: str, shown_above: Tensor
) -> None:
    """OTHERS pictures from the seeds that follow, in one batch, and a map of where all differ that are on the page.

    `picture`: its identity; `shown_above`: (1, c, h, w).
    """
    lead = "others_lead" if keeping else "others_free"
    st.markdown(explained(f"restore.{lead}", n=OTHERS + 1))
    first = settings.seeds[0] + 1
    several = replace(settings, seeds=tuple(range(first, first + OTHERS)))
    make = partial(restored, damaged, several, keeping)
    about = picture, damaged.damage, keeping
    plan = PlannedRun(several, make, about, frames=1, exact=True)
    walks = Walks("restore_others", [plan], begin="always")
    shown, status, stop = st.empty(), st.empty(), st.empty()
    with stop:
        walks.stop_button()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        shown.html(row(_each(run.film, damaged, shown_above), "fours"))
        walks.report(status, run)

    (run,) = walks.run(paint)
    walks.put_away(stop)
    if run.film.end is not None:
        st.markdown(sentence(damaged, keeping, shown_above, run.film.end))


def _each(film: Film, damaged: Damaged, shown_above: Tensor) -> list[Framed]:
    """The pictures where they stand, and the map once they have ended."""
    pictures = film.pictures(damaged.checkpoint.picture_shape)
    if len(pictures) != OTHERS:
        pictures = np.repeat(pictures[:1], OTHERS, axis=0)
    names = [say("restore.other", i=i + 1) for i in range(OTHERS)]
    framed = [Framed(p, name, *of_run(film)) for p, name in zip(pictures, names, strict=True)]
    found = np.zeros_like(pictures[0])
    if film.end is not None:
        found = heat_of(spread(shown_above, film.end), HOTTEST)
    return [*framed, Framed(found, say("restore.map", hottest=number(HOTTEST, 0)))]


def sentence(damaged: Damaged, keeping: bool, *pictures: Tensor) -> str:
    """By how much all pictures, (b, c, h, w) each, differ, and how far they stray from what is known."""
    off = within(max(map(damaged.off, pictures)))
    key = "each_fits" if keeping else "each_strays"
    told = say(f"restore.{key}", off=off)
    return f"{_apart(damaged, *pictures)} {told}"


def _apart(damaged: Damaged, *pictures: Tensor) -> str:
    """The same, where the damage left something and where it left nothing."""
    differ, gone = spread(*pictures).mean(0), hidden(damaged)
    if gone.any() and not gone.all():
        known, holes = float(differ[~gone].mean()), float(differ[gone].mean())
        return say("restore.differ_parts", known=number(known, 1), holes=number(holes, 1))
    return say("restore.differ", levels=number(float(differ.mean()), 1))
