"""Playing: runs go on step by step in turn, and are painted as they go.

A run lives in the page's own script. A click on Stop, another control or a closed tab makes the next
Streamlit call raise, which closes the walks: no work goes on unseen. A lost connection does so, too; when it
is back, the page makes these runs again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial

from explainer.engines.turns import TURNS
from explainer.engines.waiting import on_queue_position
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.turns import take_turns
from explainer.streamlit_names import lost_connection
from explainer.ui.playing.film_cache import FILMS, run_of
from explainer.ui.runs import PlannedRun, Run, keep, notice_stop

Paint = Callable[[list[Run]], None]


def play(slot: str, planned: Sequence[PlannedRun], paint: Paint, anew: bool = False) -> list[Run]:
    """Make all planned runs, painting as they go; returns the runs.

    They are kept under `slot` from the beginning, so that a stopped one leaves what it had. With
    `anew`, what ships with the checkpoint is not enough.
    """
    runs = [run_of(plan, anew) for plan in planned]
    keep(slot, runs)
    going_on = [(run, plan.make()) for run, plan in zip(runs, planned, strict=True) if run.running]
    rate = FrameRate(sum(len(run.settings.seeds) for run in runs))
    show = partial(_show, runs, paint, rate)
    turns = take_turns([walk for _, walk in going_on])
    with _noting_cuts(runs), TURNS.acquired(), rate, on_queue_position(show), closing(turns):
        for turn in turns:
            run, _ = going_on[turn.walk]
            run.add(turn)
            if run.film.done:
                FILMS.put(run)
            if any(run.running for run in runs):
                show(before=0)
    paint(_waiting_for(0, runs))
    return runs


@contextmanager
def _noting_cuts(runs: list[Run]) -> Iterator[None]:
    """Remember of runs that a lost connection ended: whoever is back wants them to go on."""
    try:
        yield
    except BaseException as error:
        for run in runs:
            run.cut = lost_connection(error) and not run.film.done
        raise


def _show(runs: list[Run], paint: Paint, rate: FrameRate, before: int) -> None:
    """Paint if it is time for a frame; so many calls of others are before the next of these runs."""
    notice_stop()
    if rate.busy:  # what is being painted waits for the network itself
        return
    nothing_yet = not any(run.film.steps for run in runs)  # only how many are before
    if nothing_yet or rate.due(sum(run.film.last_look for run in runs if run.running)):
        with rate.making():
            paint(_waiting_for(before, runs))


def _waiting_for(before: int, runs: list[Run]) -> list[Run]:
    for run in runs:
        run.before = before
    return runs
