"""Mix and travel: from one noise to another, round, straight, and by cross-fading the pixels at both ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from explainer.core.samplers import Step
from explainer.experiments import travelling
from explainer.experiments.guidance import look, size
from explainer.experiments.settings import Settings
from explainer.experiments.travelling import PLACES, SHARES, WAYS
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_travelling as cached
from explainer.ui.components.passage import Way, passage
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import ESTIMATE, of_run
from explainer.ui.language import say
from explainer.ui.picture import Picture, sample_picture
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.sections.mix_words import at_places
from explainer.ui.terms import explained

PICTURES = "pictures"
MIDDLE = PLACES // 2
Ends = Callable[[], Tensor]


def show(checkpoint: Checkpoint, picture: Picture, seed: int) -> list[Run]:
    """The ways between two seeds or two pictures; the runs, once they are asked for."""
    st.markdown(explained("mix_and_travel.travel_lead"))
    between = controls.BETWEEN.draw()
    ends, kept = _ends(checkpoint, str(between), picture, seed)
    settings = travelling.travelling(checkpoint.card.name, seed)
    buttons = st.container()
    large, status = st.empty(), st.empty()
    waiting = large if between == PICTURES else None
    planned = [
        PlannedRun(
            settings,
            partial(_begun, settings, ends, way, waiting),
            (way, *kept),
            frames=1,
            subject=partial(say, f"mix_and_travel.along_{way}"),
        )
        for way in WAYS
    ]
    walks = Walks("travel", planned, label=say("mix_and_travel.travel_button"))
    with buttons:
        walks.row_of_buttons()

    def paint(runs: list[Run], old: bool) -> None:
        with large.container():
            _paint(runs, old)
        walks.report_all(status, *runs, old=old)

    runs = walks.run(paint)
    if runs and all(run.film.done for run in runs) and not walks.changed(runs):
        st.markdown(sentence(runs, ends()))
    walks.take_away(runs, lambda run: None, name=_name)
    return runs


def _ends(
    checkpoint: Checkpoint, between: str, picture: Picture, seed: int
) -> tuple[Ends, tuple[object, ...]]:
    """The noises at both ends, computed where they are needed, and what tells them from others."""
    if between == PICTURES:
        other = sample_picture(controls.OTHER.draw())
        found = partial(cached.noises_of_pictures, checkpoint, picture, other)
        return found, (PICTURES, picture.identity, other.identity)
    seeds = seed, int(controls.SEED_B.draw())
    return partial(travelling.noises_of_seeds, checkpoint.card.name, seeds), ("seeds", *seeds)


def _begun(
    settings: Settings, ends: Ends, way: str, waiting: DeltaGenerator | None
) -> Iterator[Step]:
    """A run along a way; what it waits for before its first step is said at a place, if it waits."""
    if waiting:
        waiting.caption(say("mix_and_travel.finding", n=travelling.FAR))
    return travelling.travelled(settings, ends(), way)


def _name(run: Run) -> str:
    return run.subject()


def _paint(runs: Sequence[Run], old: bool) -> None:
    """All ways along one slider, once they are done; until then, both rows as they stand."""
    if not all(run.film.done for run in runs):
        rows = (row(_strip(run), "nine") for run in runs)
        st.html("".join(rows))
        return
    symbol, quantity = ESTIMATE
    ways = [Way(at_places(run), run.subject(), symbol, quantity) for run in runs]
    ways.append(Way(travelling.faded(ways[0].pictures), say("mix_and_travel.along_pixels")))
    places = [say("mix_and_travel.travelled", share=number(100 * share, 0)) for share in SHARES]
    passage("_travel", " ".join(run.id for run in runs), ways, places, MIDDLE, old)


def _strip(run: Run) -> list[Framed]:
    return [
        Framed(picture, f"{number(100 * share, 0)} %", *of_run(run.film))
        for picture, share in zip(at_places(run), SHARES, strict=True)
    ]


def sentence(runs: Sequence[Run], ends: Tensor) -> str:
    """How strong the noise is halfway, and how much contrast the picture there has, along each way."""
    halfway = [travelling.between(ends, way)[MIDDLE] for way in WAYS]
    pictures = [at_places(run) for run in runs]
    middle = [look(p[MIDDLE]).contrast for p in (*pictures, travelling.faded(pictures[0]))]
    return say(
        "mix_and_travel.halfway",
        round=number(size(halfway[0])),
        straight=number(size(halfway[1])),
        contrast_round=number(middle[0], 0),
        contrast_straight=number(middle[1], 0),
        contrast_pixels=number(middle[2], 0),
    )
