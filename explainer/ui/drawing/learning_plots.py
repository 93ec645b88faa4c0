"""Plots of learning: the loss after steps of every size, along a training, and over t."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from explainer.experiments.one_update import Tried
from explainer.ui.drawing.figures import finish, round_numbers_around
from explainer.ui.drawing.labels import is_tied, label_places
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

LOSSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)  # named on the axis
HEIGHT = 260  # pixels
INNER_HEIGHT = 175  # of the plot without its axes, at least
MOST_TICKS = 5  # on an axis so high; more would crowd
PIECES, PIECE = (
    8,
    7.0,
)  # between two values of a line, for labels to keep off; pixels that each is wide and high

Ends = tuple[float, float]  # of an axis, in its own numbers


@dataclass(frozen=True)
class Line:
    """A line of a plot and its name, in the colour of a quantity; x and y as they stand on the axes."""

    name: str
    quantity: str
    width: float
    x: Sequence[float]
    y: Sequence[float]


def rate_plot(before: Tried, tried: Sequence[Tried], chosen: Tried) -> go.Figure:
    """Loss over the learning rate, both logarithmic: of the picture that was learned from, and of others."""
    figure, rates = go.Figure(), [math.log10(t.rate) for t in tried]
    same, others = ([math.log10(getattr(t, of)) for t in tried] for of in ("same", "others"))
    lines = (
        Line(say("how_it_learns.plot_same"), "x0hat", 3.0, rates, same),
        Line(say("how_it_learns.plot_others"), "plain", 1.5, rates, others),
    )
    for line in lines:
        powers = [10.0**x for x in line.x], [10.0**y for y in line.y]
        _draw(figure, line, *powers, "%{y:.4f}")
    level = (before.same, "x0hat"), (before.others, "plain")
    for loss, quantity in level:
        dotted = {"color": colour(quantity), "width": 1, "dash": "dot"}
        figure.add_hline(y=loss, line=dotted)
    figure.add_scatter(
        x=[chosen.rate],
        y=[chosen.same],
        mode="markers",
        marker={"size": 11, "color": colour("x0hat")},
        hoverinfo="skip",
    )
    figure = finish(figure, say("how_it_learns.plot_rate"), say("how_it_learns.plot_loss"), HEIGHT)
    across, up = (rates[0] - 0.1, rates[-1] + 0.1), _losses(figure, [*same, *others])
    _name(figure, lines, across, up, [math.log10(loss) for loss, _ in level])
    exponents = range(-6, -1, 2)
    texts = [number(10.0**e, -e) for e in exponents]
    figure.update_xaxes(
        type="log", tickvals=[10.0**e for e in exponents], ticktext=texts, range=across
    )
    return figure


def _losses(figure: go.Figure, logarithms: Sequence[float]) -> Ends:
    """Let a logarithmic axis of losses have few round numbers along it; its ends, as logarithms."""
    ticks = round_numbers_around(10.0 ** min(logarithms), 10.0 ** max(logarithms))
    ends = math.log10(ticks[0]) - 0.03, math.log10(ticks[-1]) + 0.03
    named = ticks[:: -(-len(ticks) // MOST_TICKS)]
    texts = [number(tick, None) for tick in named]
    figure.update_yaxes(type="log", tickvals=named, ticktext=texts, range=ends)
    return ends


def _draw(
    figure: go.Figure, line: Line, x: Sequence[float], y: Sequence[float], hover: str
) -> None:
    figure.add_scatter(
        x=list(x),
        y=list(y),
        name=line.name,
        mode="lines",
        line={"color": colour(line.quantity), "width": line.width},
        hovertemplate=hover,
    )


def _name(
    figure: go.Figure, lines: Sequence[Line], across: Ends, up: Ends, level: Sequence[float] = ()
) -> None:
    """Put the name of every line beside it, over no line; `level` are heights of lines from side to side."""
    inside = [[(_share(x, across), _share(y, up)) for x, y in _points(line)] for line in lines]
    at = [(i + 1) * (len(points) - 1) // (len(lines) + 1) for i, points in enumerate(inside)]
    taken = [_box(a, b, k) for points in inside for a, b in pairwise(points) for k in range(PIECES)]
    taken += [(0.5, _share(y, up) * INNER_HEIGHT, 2000.0, PIECE) for y in level]
    anchors = tuple(points[k] for points, k in zip(inside, at, strict=True))
    names = tuple(line.name for line in lines)
    places = label_places(names, anchors, INNER_HEIGHT, tuple(taken))
    for line, k, (right, higher) in zip(lines, at, places, strict=True):
        x, y = line.x[k], line.y[k]
        label = {"x": x, "y": y, "text": line.name, "font": {"color": colour(line.quantity)}}
        if is_tied((right, higher)):
            tie = {"arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour(line.quantity)}
            figure.add_annotation(**label, **tie, ax=right, ay=-higher)
        else:
            figure.add_annotation(**label, showarrow=False, xshift=right, yshift=higher)


def _points(line: Line) -> list[tuple[float, float]]:
    return list(zip(line.x, line.y, strict=True))


def _share(value: float, ends: Ends) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def _box(a: Ends, b: Ends, piece: int) -> tuple[float, ...]:
    """A piece of the way from one point of a plot to the next, as `label_places` wants to know of it."""
    x, y = (one + (other - one) * (piece + 0.5) / PIECES for one, other in zip(a, b, strict=True))
    return x, y * INNER_HEIGHT, PIECE, PIECE


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
