"""The plot of how the mean of more and more pictures comes closer to what it stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from explainer.experiments.completions import LEAST, Residual
from explainer.ui.drawing.figures import finish, round_numbers_around
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

HEIGHT = 300  # pixels
MOST_TICKS = 7  # numbers along the axis of N


def residual_plot(residuals: Sequence[Residual]) -> go.Figure:
    """Distance to the one-step estimate against N, both logarithmic, with the line √(variance/N)."""
    ns = [r.n for r in residuals]
    found, expected = ([max(v, LEAST) for v in values] for values in _both(residuals))
    figure = go.Figure()
    lines = (
        (say("why_soft.plot_expected"), expected, "plain", {"dash": "dot", "width": 2}, "lines"),
        (say("why_soft.plot_found"), found, "x0hat", {"width": 2.5}, "lines+markers"),
    )
    for name, values, quantity, line, mode in lines:
        figure.add_scatter(
            x=ns,
            y=values,
            name=name,
            mode=mode,
            line={"color": colour(quantity), **line},
            marker={"size": 8},
            hovertemplate="%{y:.2f}",
        )
    _label(figure, ns, found, expected)
    finish(figure, say("why_soft.plot_x"), say("why_soft.plot_y"), HEIGHT)
    every = -(-len(ns) // MOST_TICKS)
    shown = ns[::every]
    figure.update_xaxes(type="log", tickvals=shown, ticktext=[number(n, 0) for n in shown])
    ticks = round_numbers_around(min(*found, *expected), max(*found, *expected))
    ends = [math.log10(ticks[0]) - 0.05, math.log10(ticks[-1]) + 0.05]
    texts = [number(n, None) for n in ticks]
    figure.update_yaxes(type="log", tickvals=ticks, ticktext=texts, range=ends)
    return figure


def _both(residuals: Sequence[Residual]) -> tuple[list[float], list[float]]:
    return [r.found for r in residuals], [r.expected for r in residuals]


def _label(
    figure: go.Figure, ns: list[int], found: Sequence[float], expected: Sequence[float]
) -> None:
    """Each line's name: that of what was found above its beginning, the other below its end."""
    above = {"xanchor": "left", "yanchor": "bottom", "xshift": 8, "yshift": 4, "showarrow": False}
    below = {"xanchor": "right", "yanchor": "top", "xshift": -8, "yshift": -6, "showarrow": False}
    for n, value, key, quantity, place in (
        (ns[0], found[0], "plot_found", "x0hat", above),
        (ns[-1], expected[-1], "plot_expected", "plain", below),
    ):
        figure.add_annotation(
            x=math.log10(n),
            y=math.log10(value),
            text=say(f"why_soft.{key}"),
            font={"color": colour(quantity)},
            **place,
        )
