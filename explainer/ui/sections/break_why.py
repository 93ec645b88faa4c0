"""Break it: what each mistake is, the line that is wrong beside the right one, why it does what it does."""

from __future__ import annotations

import streamlit as st

from explainer.experiments.harm import Measures, outcome
from explainer.experiments.mistakes import MISTAKES, late_start, other_than
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections.break_formulas import FORMULAS
from explainer.ui.sections.break_it import name, value
from explainer.ui.terms import explained


def explain(mistake: str, settings: Settings, found: tuple[Measures, Measures] | None) -> None:
    """One mistake; with what it has worsened, once that is known."""
    st.markdown(f"##### {name(mistake)}")
    facts = facts_of(settings)
    st.markdown(explained(f"break_it.{mistake}_what", **facts))
    _both(mistake, settings)
    why = explained(f"break_it.{_reason(mistake, settings, found)}_why", **facts)
    st.markdown(f"{worsened(mistake, found)} {why}" if found else why)


def _both(mistake: str, settings: Settings) -> None:
    """The right line, and the wrong one."""
    formulas = FORMULAS[mistake](settings)
    for column, which, formula in zip(
        st.columns(2), ("line_right", "line_wrong"), formulas, strict=True
    ):
        with column, st.container(border=True):
            st.caption(say(f"break_it.{which}"))
            st.latex(rf"\;{formula}\;")


def _reason(mistake: str, settings: Settings, found: tuple[Measures, Measures] | None) -> str:
    """Which explanation holds.

    Clipping matters more to a network that predicts ε, whose x̂0 is divided by √ᾱ; and a start that is wrong is
    hidden by fresh noise with some networks, with others not.
    """
    if mistake == "not_clipped":
        predicts = load_checkpoint(settings.network).card.prediction
        return mistake if predicts == "v" else f"{mistake}_{predicts}"
    if mistake == "uniform_start" and found and outcome(*found) == "nearly":
        return "uniform_start_hidden"
    return mistake


def worsened(mistake: str, found: tuple[Measures, Measures]) -> str:
    """The quantity that a mistake worsens, beside that of the right pictures."""
    which, (wrong, right) = MISTAKES[mistake].worsens, found
    return explained(
        f"break_it.worse_{which}", wrong=value(which, wrong), right=value(which, right)
    )


def facts_of(settings: Settings) -> dict[str, object]:
    """The numbers of these settings that the explanations quote."""
    schedule = load_checkpoint(settings.network).schedule
    T, n = schedule.T, settings.steps
    other, last = other_than(schedule), schedule.timesteps(n)[-2]
    late = late_start(T, n)
    half = T // 2
    return {
        "T": T,
        "n": n,
        "own": schedule.name,
        "other": other.name,
        "half": half,
        "own_half": number(schedule.level(half).signal),
        "other_half": number(other.level(half).signal),
        "late": late,
        "late_signal": number(schedule.level(late).signal),
        "last": last,
        "last_noise": number(schedule.level(last).noise),
        "mean": number(0.5),
        "deviation": number(12**-0.5),
        "w": number(settings.w, None),
    }
