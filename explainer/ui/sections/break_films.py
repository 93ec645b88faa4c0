"""Break it: the film of a run, or of two beside each other, whichever of its two ways the page is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from explainer.ui.components.film_player import TWO_RUNS, FilmPlayer
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import Run
from explainer.ui.sections.pixel_probe import pixel_probe

Lines = Callable[[Sequence[Run], Run], list[str]]  # under a run, of all runs that stand there


def films(walks: Walks, key: str, below: Lines) -> Callable[[], list[Run]]:
    """Places for the film of one run or two, how far they are and Stop; called, the runs begin there and are returned."""
    standing: list[Run] = []
    tracks = TWO_RUNS[: len(walks.planned)]
    # a film of one run and a film of two are not the same element
    name = f"_{key}_film_{len(tracks)}"
    player = FilmPlayer(st.container(), name, tracks, lambda run: below(standing, run), probe=True)
    status, stop = st.empty(), st.empty()
    with stop:
        walks.stop_button()
    read = st.container()

    def paint(runs: list[Run], old: bool) -> None:
        standing[:] = runs
        if len(runs) >= len(tracks):  # else they are those of before, and no film is there for them
            player.show(runs, old)
        walks.report(status, *runs, old=old)

    def play() -> list[Run]:
        runs = walks.run(paint)
        walks.put_away(stop)
        with read:
            pixel_probe(player, walks, runs)
        return runs

    return play
