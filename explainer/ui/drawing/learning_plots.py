"""Plots of learning: the loss after steps of every size, along a training, and over t."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from explainer.experiments.one_update import Tried
from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

LOSSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)  # named on the axis


def rate_plot(before: Tried, tried: Sequence[Tried], chosen: Tried) -> go.Figure:
    """Loss over the learning rate, both logarithmic: of the picture that was learned from, and of others."""
    figure, rates = go.Figure(), [t.rate for t in tried]
    lines = (
        (say("how_it_learns.plot_same"), "same", "x0hat", 3.0, "bottom right"),
        (say("how_it_learns.plot_others"), "others", "plain", 1.5, "top right"),
    )
    for name, which, quantity, width, side in lines:
        values = [getattr(t, which) for t in tried]
        figure.add_scatter(
            x=rates,
            y=values,
            name=name,
            mode="lines+text",
            text=[name, *[""] * (len(rates) - 1)],
            textposition=side,
            textfont={"color": colour(quantity)},
            cliponaxis=False,
            line={"color": colour(quantity), "width": width},
            hovertemplate="%{y:.4f}",
        )
        figure.add_hline(
            y=getattr(before, which), line={"color": colour(quantity), "width": 1, "dash": "dot"}
        )
    figure.add_scatter(
        x=[chosen.rate],
        y=[chosen.same],
        mode="markers",
        marker={"size": 11, "color": colour("x0hat")},
        hoverinfo="skip",
    )
    figure = finish(figure, say("how_it_learns.plot_rate"), say("how_it_learns.plot_loss"), 260)
    exponents = range(-6, -1, 2)
    texts = [number(10.0**e, -e) for e in exponents]
    figure.update_xaxes(type="log", tickvals=[10.0**e for e in exponents], ticktext=texts)
    figure.update_yaxes(type="log")
    return figure


def training_plot(losses: Sequence[tuple[int, float]], most: int) -> go.Figure:
    """Loss over the training pictures seen, logarithmic, its axis as long as the training will be."""
    figure = go.Figure()
    figure.add_scatter(
        x=[seen for seen, _ in losses],
        y=[loss for _, loss in losses],
        mode="lines",
        line={"color": colour("x0hat"), "width": 2},
        hovertemplate="%{y:.3f}",
    )
    figure = finish(figure, say("how_it_learns.plot_seen"), say("how_it_learns.plot_loss"), 240)
    figure.update_xaxes(range=[0, most])
    values = [loss for _, loss in losses]
    ends = min(*values, 0.1), max(*values, 1.0)  # one scale from the beginning on
    figure.update_yaxes(type="log", range=[math.log10(ends[0]), math.log10(1.1 * ends[1])])
    figure.update_yaxes(tickvals=LOSSES, ticktext=[number(loss, None) for loss in LOSSES])
    return figure


def curve_plot(ts: Sequence[int], lines: Sequence[tuple[str, Sequence[float], str]]) -> go.Figure:
    """Loss over t: a name, values and a quantity's colour for each line."""
    figure = go.Figure()
    for i, (name, values, quantity) in enumerate(lines):
        at = min(len(values) - 1, 2 + 2 * i)
        figure.add_scatter(
            x=list(ts[: len(values)]),
            y=list(values),
            name=name,
            mode="lines+text",
            text=[name if k == at else "" for k in range(len(values))],
            textposition="top right",
            textfont={"color": colour(quantity)},
            cliponaxis=False,
            line={"color": colour(quantity), "width": 3 if i == 0 else 1.5},
            hovertemplate="%{y:.3f}",
        )
    figure = finish(figure, say("control.t.label"), say("networks.loss_axis"), 260)
    figure.update_yaxes(rangemode="tozero")
    return figure
