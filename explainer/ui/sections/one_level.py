"""How it learns: what a denoiser of one noise level makes of others, and of noise alone."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from explainer.experiments.live.one_level import Trial
from explainer.experiments.live.plan import COUNT, Plan
from explainer.ui import cached_learning as cached
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.terms import explained


def level_named(sigma: float) -> str:
    """A noise level in words."""
    if math.isinf(sigma):
        return say("how_it_learns.noise_alone")
    return f"σ = {number(sigma, None)}"


def show(plan: Plan, weights: bytes) -> None:
    """The same picture at every level: what it sees, what it guesses, and the average that it comes to in the end."""
    assert plan.sigma is not None
    found, mean = cached.trials(plan, weights)
    st.markdown(explained("how_it_learns.trials", level=level_named(plan.sigma)))
    st.html(row([_seen(trial) for trial in found], "methods"))
    st.html(row([_guess(trial) for trial in found], "methods"))
    st.markdown(sentence(found))
    left, right = st.columns([1, 2.5], gap="medium", vertical_alignment="center")
    with left:
        st.html(row(_beside(found[-1], mean), "two"))
    with right:
        st.markdown(mean_sentence(found[-1], plan.sigma))


def _seen(trial: Trial) -> Framed:
    off = say("how_it_learns.off", levels=number(trial.before, 0))
    return Framed(trial.seen, level_named(trial.sigma), "", "xt", (off,))


def _guess(trial: Trial) -> Framed:
    off = say("how_it_learns.off", levels=number(trial.after, 0))
    return Framed(trial.guess, say("how_it_learns.guess"), "x̂₀", "x0hat", (off,))


def _beside(noise: Trial, mean: np.ndarray) -> list[Framed]:
    return [
        Framed(noise.guess, say("how_it_learns.from_noise"), "x̂₀", "x0hat"),
        Framed(mean, say("how_it_learns.mean", n=whole(COUNT)), "", "x0"),
    ]


def sentence(found: list[Trial]) -> str:
    """Where it helps most, and what it does where there is nothing to do."""
    levels = [trial for trial in found if 0 < trial.sigma < math.inf]
    best = min(levels, key=lambda trial: trial.after / trial.before)
    return say(
        "how_it_learns.helps",
        level=level_named(best.sigma),
        before=number(best.before, 0),
        after=number(best.after, 0),
        clean=number(found[0].after, 0),
    )


def mean_sentence(noise: Trial, learned: float) -> str:
    """How near it comes to the average of all pictures where it sees noise alone."""
    key = "learned" if math.isinf(learned) else "unlearned"
    return explained(
        f"how_it_learns.mean_{key}",
        mean=number(noise.from_mean, 0),
        picture=number(noise.after, 0),
        level=level_named(learned),
    )
