"""The plot of how far pictures are from the training picture most like them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

BINS = 30
HEIGHT = 260  # pixels


def distances_plot(usual: Sequence[float], drawn: Sequence[float]) -> go.Figure:
    """Distances of test pictures as bars, those of drawn ones as lines; grey levels of 255, from 0 on."""
    counts, edges = np.histogram(usual, bins=BINS, range=(0, max([*usual, *drawn]) * 1.02))
    middles = (edges[:-1] + edges[1:]) / 2
    figure = go.Figure()
    figure.add_bar(
        x=middles,
        y=counts,
        width=edges[1] - edges[0],
        marker={"color": colour("plain"), "opacity": 0.5},
        name=say("did_it_copy.bars"),
        hovertemplate="%{y}",
    )
    top = float(counts.max())
    for distance in drawn:
        figure.add_scatter(
            x=[distance, distance],
            y=[0, 0.6 * top],
            mode="lines",
            line={"color": colour("x0hat"), "width": 2},
            name=say("did_it_copy.lines"),
            hovertemplate="%{x:.1f}",
        )
    _label(figure, float(middles[counts.argmax()]), top, "bars", "plain")
    _label(figure, min(drawn), 0.6 * top, "lines", "x0hat")
    finish(figure, say("did_it_copy.axis_distance"), say("did_it_copy.axis_count"), HEIGHT)
    figure.update_layout(hovermode="closest", bargap=0)
    figure.update_yaxes(range=[0, 1.2 * top])
    return figure


def _label(figure: go.Figure, x: float, y: float, key: str, quantity: str) -> None:
    text, font = say(f"did_it_copy.{key}"), {"color": colour(quantity)}
    place = {"yanchor": "bottom", "showarrow": False}
    figure.add_annotation(x=x, y=y, text=text, font=font, **place)
