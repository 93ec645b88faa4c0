"""The plot of a call budget: how far every way to spend the calls ends from the reference."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explainer.ui.drawing.convergence_plot import LOOKS
from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

Dot = tuple[str, str, str, float]
"""A way's row, its solver, what it is called, and its distance in grey levels."""
HEIGHT = 240  # pixels


def budget_plot(dots: Sequence[Dot], chosen: int) -> go.Figure:
    """Distances along the axis, a row for each place of guidance; the visitor's choice is ringed and named."""
    figure = go.Figure()
    for i, (row, solver, name, levels) in enumerate(dots):
        quantity, symbol, *_ = LOOKS[solver]
        mine = i == chosen
        figure.add_scatter(
            x=[levels],
            y=[row],
            mode="markers+text" if mine else "markers",
            text=[say("steps_deeper.budget_yours")],
            textposition="top center",
            name=name,
            cliponaxis=False,
            marker={
                "size": 15 if mine else 9,
                "symbol": symbol,
                "color": colour(quantity),
                "line": {"width": 3 if mine else 0, "color": colour("xt")},
            },
            hovertemplate="%{x:.1f}",
        )
    figure = finish(figure, say("steps_deeper.axis_apart"), "", HEIGHT)
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(rangemode="tozero")
    figure.update_yaxes(autorange="reversed")
    return figure
