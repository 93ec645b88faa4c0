"""The plots of the page on steps: distance to a reference against network calls, and how much of a change comes through."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from explainer.experiments.convergence import Curve
from explainer.ui.drawing.figures import finish, round_numbers_around
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

# the quantity whose colour each has, its marker, its line, and where its name stands beside its last point
LOOKS = {
    "ddim": ("unconditional", "circle", "dot", "middle right"),
    "dpmpp_2m": ("x0hat", "square", "solid", "bottom left"),
    "heun": ("conditional", "diamond", "dash", "middle right"),
}
TICKS = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
LEAST = 0.001  # grey levels: a logarithm has no zero, and nobody sees less
NAMED_AT = {
    "noise": 3,
    "word": 5,
    "guidance": 1,
}  # the point beside which the name of a change stands
HEIGHT = 320  # pixels
DIMMED = 0.4


def convergence_plot(curves: Mapping[str, Curve], orders: bool, old: bool = False) -> go.Figure:
    """Distance against calls, both logarithmic, a line for each solver; with `orders`, what first and second order would be."""
    figure = go.Figure()
    for solver, curve in curves.items():
        _add(figure, solver, curve, old)
    if orders:
        _add_orders(figure, curves)
    figure = finish(figure, say("steps_deeper.axis_calls"), say("steps_deeper.axis_apart"), HEIGHT)
    most = max(calls for curve in curves.values() for calls in curve.calls)
    ends = [math.log10(TICKS[0]) - 0.1, math.log10(most) + 0.4]  # room for names
    figure.update_xaxes(type="log", tickvals=TICKS, ticktext=[f"{n}" for n in TICKS], range=ends)
    distances = [max(d, LEAST) for curve in curves.values() for d in curve.apart]
    ticks = round_numbers_around(min(distances), max(distances))
    decades = [n for n in ticks if math.isclose(math.log10(n) % 1, 0, abs_tol=1e-9)]
    texts = [number(n, None) for n in decades]
    span = [math.log10(ticks[0]) - 0.35 * orders - 0.05, math.log10(ticks[-1]) + 0.05]
    figure.update_yaxes(type="log", tickvals=decades, ticktext=texts, range=span)
    return figure


def _add(figure: go.Figure, solver: str, curve: Curve, old: bool) -> None:
    quantity, symbol, dash, side = LOOKS[solver]
    last = len(curve.calls) - 1
    figure.add_scatter(
        x=curve.calls,
        y=[max(d, LEAST) for d in curve.apart],
        name=solver,
        mode="lines+markers+text",
        text=[f" {solver}" if i == last else "" for i in range(last + 1)],
        textposition=side,
        textfont={"color": colour(quantity)},
        cliponaxis=False,
        opacity=DIMMED if old else 1,
        line={"color": colour(quantity), "width": 2.5, "dash": dash},
        marker={"size": 8, "symbol": symbol, "color": colour(quantity)},
        hovertemplate="%{y:.3g}",
    )


def _add_orders(figure: go.Figure, curves: Mapping[str, Curve]) -> None:
    """Thin lines above all curves and below: an error in proportion to 1/n, and to 1/n²."""
    begin, end = 20, 200
    for order, name, solver, times in ((1, "1/n", "ddim", 4), (2, "1/n²", "dpmpp_2m", 1 / 4)):
        curve = curves[solver]
        level = times * curve.apart[curve.steps.index(begin)]
        figure.add_scatter(
            x=[begin, end],
            y=[level, level * (begin / end) ** order],
            mode="lines+text",
            text=[f"{name} ", ""],
            textposition="middle left" if order == 2 else "top right",
            textfont={"color": colour("plain")},
            cliponaxis=False,
            line={"color": colour("plain"), "width": 1.5},
            hoverinfo="skip",
        )


def shares_plot(shares: Mapping[str, Sequence[float]], chosen: str, half: float) -> go.Figure:
    """How much of a change still comes through after k steps, in percent; the chosen kind strong, with a line at `half`."""
    figure = go.Figure()
    for kind, values in shares.items():
        strong, kind_name = kind == chosen, say(f"steps_deeper.fork_{kind}")
        figure.add_scatter(
            x=list(range(len(values))),
            y=[100 * value for value in values],
            name=kind_name,
            mode="lines+markers+text" if strong else "lines+text",
            text=[f" {kind_name}" if k == NAMED_AT[kind] else "" for k in range(len(values))],
            textposition="top right",
            textfont={"color": colour("conditional" if strong else "plain")},
            line={
                "color": colour("conditional" if strong else "plain"),
                "width": 3 if strong else 1.5,
            },
            hovertemplate="%{y:.0f} %",
        )
    figure.add_hline(y=100 * half, line={"color": colour("plain"), "width": 1.5, "dash": "dot"})
    axes = say("steps_deeper.axis_after"), say("steps_deeper.axis_through")
    figure = finish(figure, *axes, 260)
    figure.update_yaxes(rangemode="tozero", ticksuffix=" %")
    figure.update_xaxes(dtick=2)
    return figure
