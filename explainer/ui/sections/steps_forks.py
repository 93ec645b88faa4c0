"""Steps, deeper: a run that is forked after each of its steps, and from when on a change no longer comes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import numpy as np
import streamlit as st

from explainer.engines.registry import engine_for
from explainer.experiments import forks, guidance
from explainer.experiments.forks import KINDS, STEPS, Change, Kind
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.experiments.snippet_closer import forks_source
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_steps as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.convergence_plot import shares_plot
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import say
from explainer.ui.playing.film_cache import FILMS
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, named
from explainer.ui.terms import explained


def show(settings: Settings) -> None:
    """What to change, the run with its branches, how much of the change comes through after each step."""
    st.markdown(explained("steps_deeper.fork_lead", n=STEPS))
    change = chosen(settings)
    if why := problem(settings, change):
        st.info(why)
        return
    trunk = forks.trunk(settings.network, settings.words, settings.seeds[0], settings.w)
    plan = planned(trunk, change)
    walks = Walks("forks", [plan], "always", say("steps_deeper.fork_button"))
    pictures, status = st.empty(), st.empty()
    with st.container(horizontal=True):
        walks.start_button()
        walks.stop_button()

    def paint(runs: list[Run], old: bool) -> None:
        (run,) = runs
        pictures.html(row(_pictures(run, old), "strip"))
        walks.report_all(status, run, old=old)

    runs = walks.run(paint)
    if runs and not walks.changed(runs):
        walks.take_away(runs, partial(_source, change), ("forks",))
    if runs and runs[0].film.done and not walks.changed(runs):
        _result(runs[0], trunk, change)


def chosen(settings: Settings) -> Change:
    """The controls that say what a branch changes: those that count."""
    card = load_checkpoint(settings.network).card
    with st.container(horizontal=True, gap="medium"):
        kind = cast(Kind, controls.FORK.draw())
        shown = {"noise": controls.NEW_SEED, "word": controls.NEW_WORD, "guidance": controls.NEW_W}
        value = shown[kind].draw() if kind == "noise" or card.vocabulary else ""
    seed, word, w = controls.NEW_SEED.default(), "", settings.w
    if kind == "noise":
        seed = int(value)
    elif kind == "word":
        word = str(value)
    elif card.vocabulary:
        w = float(value)
    return Change(kind, int(seed), word, w)


def problem(settings: Settings, change: Change) -> str:
    """Why there is nothing to fork; "" if there is."""
    if change.kind == "noise":
        return say("steps_deeper.same_noise") if change.seed == settings.seeds[0] else ""
    if not settings.words.strip(" ;"):
        return say("steps_deeper.fork_no_words")
    if change.kind == "word" and settings.w == 0:
        return say("steps_deeper.fork_w0")
    same = change.word == settings.words if change.kind == "word" else change.w == settings.w
    return say("steps_deeper.fork_same") if same else ""


def planned(trunk: Settings, change: Change) -> PlannedRun:
    """The run with all its branches, in one batch."""
    make = partial(forks.branches, trunk, change)
    return PlannedRun(forks.tree(trunk), make, change, frames=1, exact=True)


def _source(change: Change, run: Run) -> str:
    """Code that makes the pictures of a run with its branches."""
    network = run.settings.network
    engine, sha256 = engine_for(network).name, load_checkpoint(network).card.sha256
    return forks_source(run.settings, change, engine, sha256)


# --- the pictures


def _pictures(run: Run, old: bool) -> list[Framed]:
    """The run itself leftmost, then what became of those that left it after so many steps."""
    film = run.film
    every = film.pictures(picture_shape(run.settings.network))
    if len(every) != STEPS + 1:
        every = np.repeat(every[:1], STEPS + 1, axis=0)
    off, names = _apart(run), _names(run)
    frames = [Framed(every[0], say("steps_deeper.trunk"), *of_run(film), _taken(names, 0), old=old)]
    for k in range(STEPS):
        levels = (say("how_many_steps.ladder_off", value=number(off[k], 1)),) if off else ()
        lines = (*levels, *_taken(names, k + 1))
        quantity = "conditional" if off and forks.shares(off)[k] > forks.HALF else "plain"
        symbol, _ = of_run(film)
        title = say("steps_deeper.after", k=k)
        frames.append(Framed(every[k + 1], title, symbol, quantity, lines, old=old))
    return frames


def _taken(names: Sequence[str], i: int) -> tuple[str, ...]:
    return (say("guidance.taken_for", word=named(names[i])),) if names else ()


def _names(run: Run) -> list[str]:
    result = run.film.result if run.film.done else None
    return [] if result is None else guidance.names(run.settings.network, result)


def _apart(run: Run) -> list[float]:
    """How far each branch ends from the run; [] before the end."""
    if run.film.end is None:
        return []
    return cached.branches_apart(run.settings.network, run.id, run.film.end)


# --- what they show


def _result(run: Run, trunk: Settings, change: Change) -> None:
    apart = _apart(run)
    note = "fork_taken" if _names(run) else "fork_off"
    st.caption(say(f"steps_deeper.{note}"))
    st.markdown(sentence(apart, change, trunk))
    shares = {**_others(trunk, change), change.kind: forks.shares(apart)}
    figure = shares_plot(shares, change.kind, forks.HALF)
    st.plotly_chart(figure, config=CONFIG, alt=say("steps_deeper.fork_alt"), key="_forks_plot")


def _others(trunk: Settings, change: Change) -> dict[str, list[float]]:
    """The curves of the other kinds, where they were computed before."""
    found: dict[str, list[float]] = {}
    for kind in KINDS:
        if kind != change.kind:
            for other in _remembered(trunk, kind):
                found[kind] = forks.shares(_apart(other))
    return found


def _remembered(trunk: Settings, kind: Kind) -> list[Run]:
    """The run of another kind with what its controls last said, if it is known."""
    values = controls.NEW_SEED, controls.NEW_WORD, controls.NEW_W
    said = [st.session_state.get(control.key, control.default()) for control in values]
    neutral = Change(kind, int(controls.NEW_SEED.default()), "", trunk.w)
    by_kind: dict[Kind, Change] = {
        "noise": replace(neutral, seed=int(said[0])),
        "word": replace(neutral, word=str(said[1])),
        "guidance": replace(neutral, w=float(said[2])),
    }
    run = FILMS.get(planned(trunk, by_kind[kind]))
    return [run] if run and run.film.end is not None else []


def sentence(apart: Sequence[float], change: Change, trunk: Settings) -> str:
    """The point of no return, in the numbers of the pictures."""
    last = forks.no_return(apart)
    what = say(
        f"steps_deeper.changed_{change.kind}", word=named(change.word), w=number(change.w, None)
    )
    if last is None:
        return say("steps_deeper.no_change", what=what)
    schedule = load_checkpoint(trunk.network).schedule
    t = schedule.timesteps(STEPS)[last]
    key = "return_end" if last == STEPS - 1 else "return_at"
    later = apart[min(last + 1, STEPS - 1)]
    return say(
        f"steps_deeper.{key}",
        what=what,
        k=last,
        n=STEPS,
        t=t,
        whole=number(apart[0], 1),
        at=number(apart[last], 1),
        next=last + 1,
        later=number(later, 1),
        half=number(100 * forks.HALF, 0),
    )
