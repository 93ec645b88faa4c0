"""Two in one: what is to share a picture, the picture that turns, and what is found in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.engines.registry import engine_for
from explainer.experiments import two_in_one as experiment
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.experiments.snippet import two_in_one_source
from explainer.experiments.two_in_one import HYBRID, Named, Pair, Trial, Wanted
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui import cached_two_in_one as cached
from explainer.ui.components.film_player import PlayerTrack
from explainer.ui.components.turning_picture import Candidate, Found, Turning, turning_picture
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import of_run
from explainer.ui.language import plain, say
from explainer.ui.runs import PlannedRun, Run, named

TRACKS = (PlayerTrack("x_t", large=True), PlayerTrack("x0", large=True))
_KEY, _TRIAL, _PICKED = "_two_in_one_picture", "_two_in_one_trial", "_two_in_one_picked"
_OF_A_TRIAL = (controls.WAY, controls.FIRST, controls.SECOND)


def way_name(way: str) -> str:
    """How the second picture is seen, as it can be chosen."""
    return controls.WAY.called(way)


def chosen() -> Trial:
    """The controls that say what is to share a picture."""
    way = controls.WAY.draw()
    return Trial(way, controls.FIRST.draw(), controls.SECOND.draw())


def trials(network: str, now: Trial) -> None:
    """What is worth a try with a network, unless a lesson holds what it would set."""
    if lesson.holds(*(control.key for control in _OF_A_TRIAL)):
        return
    worth, label = experiment.worth(network), say("two_in_one.trials")
    st.session_state[_TRIAL] = now if now in worth else None
    st.pills(label, worth, key=_TRIAL, format_func=_trial_name, on_change=_take)


def _trial_name(trial: Trial) -> str:
    words = {"first": plain(named(trial.first)), "second": plain(named(trial.second))}
    return say(f"two_in_one.trial_{trial.way}", **words)


def _take() -> None:
    trial: Trial | None = st.session_state.get(_TRIAL)
    if trial:
        for control, value in zip(_OF_A_TRIAL, (trial.way, trial.first, trial.second), strict=True):
            control.take(value)


# --- the run


def planned(wanted: Wanted) -> PlannedRun:
    """The run of these pictures: each call has a row for each word, and with guidance another without it."""
    rows = 2 if wanted.settings.w in (0, 1) else 4
    return PlannedRun(
        wanted.settings,
        partial(experiment.drawn, wanted),
        wanted,
        subject=partial(subject, wanted),
        times=rows,
    )


def subject(wanted: Wanted) -> str:
    """What such pictures are of, in words."""
    return say(f"two_in_one.of_{wanted.way}", **_words(wanted))


def of(run: Run) -> Wanted:
    """What a run was made for."""
    _, wanted = cast(tuple[Settings, Wanted], run.key)
    return wanted


def source(run: Run) -> str:
    """Code that makes the pictures of a run again."""
    network = run.settings.network
    sha256 = load_checkpoint(network).card.sha256
    return two_in_one_source(of(run), engine_for(network).name, sha256)


def about(wanted: Wanted) -> tuple[str, ...]:
    """For the names of files."""
    return wanted.first, wanted.way.replace("_", "-"), wanted.second


def _words(wanted: Wanted) -> dict[str, str]:
    return {"first": named(wanted.first), "second": named(wanted.second)}


# --- the picture that turns


def show(place: DeltaGenerator, run: Run, why_old: str) -> None:
    """The picture as it comes about; once it is done, one that can be turned; dimmed if it is old, and why it is."""
    if run.film.done:
        with place.container():
            turning_picture(_KEY, _turning(run, why_old), partial(_note_picked, run))
        return
    picture = run.film.pictures(picture_shape(run.settings.network))[0]
    label = say("run.seed", seed=run.settings.seeds[0])
    said, look = ((why_old,) if why_old else ()), of_run(run.film)
    place.html(row([Framed(picture, label, *look, said, large=True, old=bool(why_old))]))


def found_in(run: Run) -> list[Pair]:
    """What is found in the pictures of a run; [] before its end, and where nobody can name them."""
    if not run.film.done or run.film.result is None:
        return []
    return cached.named_both(of(run), run.id, run.film.result)


def _note_picked(run: Run) -> None:
    if (picked := st.session_state[_KEY].picked) is not None:
        st.session_state[_PICKED] = run.id, int(picked)


def picked(run: Run) -> int:
    """Which picture of a run is chosen: the one in which both words are found most surely, until another is."""
    of_run_, at = st.session_state.get(_PICKED, ("", 0))
    return at if of_run_ == run.id else experiment.best(found_in(run))


def _turning(run: Run, why_old: str) -> Turning:
    wanted, found = of(run), found_in(run)
    assert run.film.result is not None
    # as it is, a hybrid is the second word's
    order = (1, 0) if wanted.way == HYBRID else (0, 1)
    views = [say(f"two_in_one.view_{wanted.way}_{i}", **_words(wanted)) for i in order]
    pairs = [tuple(_found(pair[i]) for i in order) for pair in found] or [()] * len(run.film.result)
    labels = [say("run.seed", seed=seed) for seed in run.settings.seeds]
    pictures = [Candidate(*each) for each in zip(run.film.result, labels, pairs, strict=True)]
    words = {part: say(f"two_in_one.{part}_{wanted.way}") for part in ("there", "back")}
    words |= {part: say(f"two_in_one.{part}") for part in ("distance", "pick")}
    start = picked(run)
    return Turning(run.id, wanted.way, (views[0], views[1]), pictures, start, words, why_old)


def _found(name: Named) -> Found:
    sure = number(100 * name.sureness, 0)
    key = "right" if name.right else "wrong"
    word = named(name.word)
    return Found(word, name.right, say(f"two_in_one.found_{key}", word=word, sure=sure))


# --- what is said of all of them


def score(run: Run) -> str:
    """In how many pictures both words are found, and each, and which is shown first; that nobody can say, if so."""
    found, wanted = found_in(run), of(run)
    if not found:
        return say("two_in_one.unjudged")
    both, first, second = counts(found)
    kind, which = experiment.kind_of(wanted.way), "best" if both else "miss"
    counted = {"n": len(found), "both": both, "one": first, "other": second}
    said = say(f"two_in_one.score_{kind}", **counted, **_words(wanted))
    return f"{said} {say(f'two_in_one.first_{which}')}"


def counts(found: Sequence[Pair]) -> tuple[int, int, int]:
    """In how many pictures both words are found, the first, and the second."""
    first, second = ([pair[i].right for pair in found] for i in (0, 1))
    both = sum(a and b for a, b in zip(first, second, strict=True))
    return both, sum(first), sum(second)


def sentence_of(runs: Sequence[Run]) -> str:
    """For the dare: what came of it; nothing while the run goes on."""
    return score(runs[0]) if runs and runs[0].film.done else ""


def answer(guess: int, runs: Sequence[Run]) -> str:
    """How the guess, in how many pictures both words are found, compares with what is."""
    if not runs or not runs[0].film.done:
        return say("bridge.two_in_one.look", guess=guess)
    found = found_in(runs[0])
    if not found:
        return say("bridge.two_in_one.unjudged", guess=guess)
    return say("bridge.two_in_one.answer", guess=guess, n=len(found), both=counts(found)[0])
