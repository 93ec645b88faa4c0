"""How it learns: the loss of the trained network over t, on the visitor's picture, on the samples, and as it was measured."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.experiments.loss_over_t import LOSS_AT, NOISES
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_learning as cached
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.learning_plots import curve_plot
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.page import folded
from explainer.ui.picture import Picture
from explainer.ui.terms import explained

WANTED = "_loss_over_t"  # whether this visit has asked for it
Line = tuple[str, Sequence[float], str]  # a name, values, a quantity's colour


def section(checkpoint: Checkpoint, picture: Picture, seed: int) -> None:
    """Folded: measured when asked for, a noise level at a time."""
    with folded("how_it_learns.over_t"):
        st.markdown(explained("how_it_learns.over_t_lead", n=NOISES))
        if st.button(say("how_it_learns.over_t_button"), key="_loss_go"):
            st.session_state[WANTED] = True
        plot, told = st.empty(), st.empty()
        if st.session_state.get(WANTED):
            own = _measured(checkpoint, picture, seed, plot)
            told.markdown(sentence(own))


def _measured(
    checkpoint: Checkpoint, picture: Picture, seed: int, plot: DeltaGenerator
) -> list[float]:
    """The loss of the visitor's picture at LOSS_AT, painted as it comes."""
    own: list[float] = []
    samples: list[float] = []
    beside = cached.other_samples(picture)
    for t in LOSS_AT:
        own.append(cached.loss_at(checkpoint, [picture], t, seed))
        samples.append(cached.loss_at(checkpoint, beside, t, seed))
        lines = [
            (say("how_it_learns.line_own"), own, "x0hat"),
            (say("how_it_learns.line_samples"), samples, "xt"),
            *_from_card(checkpoint),
        ]
        figure = curve_plot(LOSS_AT, lines)
        alt = say("how_it_learns.over_t_alt")
        plot.plotly_chart(figure, config=CONFIG, alt=alt, key=f"_loss_{len(own)}")
    return own


def _from_card(checkpoint: Checkpoint) -> list[Line]:
    """The figures that were measured when it had been trained, where they are at the same timesteps."""
    loss = checkpoint.card.metrics.get("loss")
    if not loss or tuple(loss["t"]) != LOSS_AT:
        return []
    return [
        (say("networks.loss_train"), loss["train"], "plain"),
        (say("networks.loss_test"), loss["test"], "x0"),
    ]


def sentence(own: Sequence[float]) -> str:
    """Where the picture is easiest and where it is hardest."""
    easy, hard = (
        min(range(len(own)), key=own.__getitem__),
        max(range(len(own)), key=own.__getitem__),
    )
    return say(
        "how_it_learns.over_t_said",
        easy=LOSS_AT[easy],
        least=number(own[easy], 3),
        hard=LOSS_AT[hard],
        most=number(own[hard], 3),
    )
