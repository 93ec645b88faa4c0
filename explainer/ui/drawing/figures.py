"""Plots, in the colours of the quantities, named axes, direct labels."""

from __future__ import annotations

import plotly.graph_objects as go

from explainer.core.schedule import NoiseSchedule
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

CONFIG = {"displayModeBar": False, "scrollZoom": False}


def _finish(figure: go.Figure, x: str, y: str, height: int) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="x unified",
    )
    figure.update_xaxes(title=x, showgrid=False)
    figure.update_yaxes(title=y)
    return figure


def schedule_plot(schedules: dict[str, NoiseSchedule], chosen: str, t: int) -> go.Figure:
    """log-SNR over t for every schedule, the chosen one strong, with a cursor at t."""
    figure = go.Figure()
    for name, schedule in schedules.items():
        ts = [*list(range(1, schedule.T + 1, 5)), schedule.T]
        strong = name == chosen
        figure.add_scatter(
            x=ts,
            y=schedule.log_snr[ts].tolist(),
            name=name,
            line={"color": colour("xt" if strong else "plain"), "width": 3 if strong else 1.5},
            opacity=1 if strong else 0.55,
            hovertemplate="%{y:.3f}",
        )
    # a line of its own colour: the theme leaves shapes black on the dark background
    figure.add_vline(x=t, line={"color": colour("xt"), "width": 1.5, "dash": "dot"})
    figure.add_scatter(
        x=[t],
        y=[float(schedules[chosen].log_snr[max(t, 1)])],
        mode="markers",
        marker={"size": 11, "color": colour("xt")},
        hoverinfo="skip",
    )
    return _finish(figure, say("control.t.label"), say("add_noise.axis_log_snr"), 260)


def distance_plot(calls: list[int], apart: list[float], reference: int) -> go.Figure:
    """Distance to the reference against network calls, both logarithmic."""
    figure = go.Figure()
    figure.add_scatter(
        x=calls,
        y=[max(d, 0.01) for d in apart],  # a logarithm has no zero
        mode="lines+markers",
        line={"color": colour("x0"), "width": 2.5},
        marker={"size": 9},
        hovertemplate="%{y:.1f}",
    )
    figure = _finish(
        figure,
        say("how_many_steps.ladder_x"),
        say("how_many_steps.ladder_y", reference=reference),
        280,
    )
    figure.update_xaxes(type="log", dtick=1)
    figure.update_yaxes(type="log", dtick="D2")
    return figure


def loss_plot(ts: list[int], trained: list[float], new: list[float]) -> go.Figure:
    """Loss over t on pictures that a network learned from, and on new ones, the strong line."""
    figure = go.Figure()
    lines = (
        (say("networks.loss_train") + "  ", trained, "plain", 1.5, len(ts) - 1, "middle left"),
        ("  " + say("networks.loss_test"), new, "x0hat", 3, 0, "middle right"),
    )
    for name, values, quantity, width, label_at, side in lines:
        figure.add_scatter(
            x=ts,
            y=values,
            name=name,
            mode="lines+text",
            text=[name if i == label_at else "" for i in range(len(ts))],
            textposition=side,
            textfont={"color": colour(quantity)},
            cliponaxis=False,  # the first loss may be the highest
            line={"color": colour(quantity), "width": width},
            hovertemplate="%{y:.3f}",
        )
    figure = _finish(figure, say("control.t.label"), say("networks.loss_axis"), 260)
    figure.update_yaxes(rangemode="tozero")
    return figure


def methods_plot(points: list[tuple[str, str, float, float]]) -> go.Figure:
    """Closeness against sharpness, each method labelled where it stands; the line is the original's."""
    spread, height = [p[2] for p in points], max(1.3, *(p[3] + 0.25 for p in points))
    margin = 0.15 + 0.25 * (max(spread) - min(spread))
    left, right = min(spread) - margin, max(spread) + margin
    inside = [((x - left) / (right - left), y / height) for _, _, x, y in points]
    places = _places([p[0] for p in points], inside)
    figure = go.Figure()
    for (name, quantity, closeness, sharp), place in zip(points, places, strict=True):
        figure.add_scatter(
            x=[closeness],
            y=[sharp],
            mode="markers+text",
            text=[name],
            textposition=place,
            cliponaxis=False,
            marker={"size": 13, "color": colour(quantity)},
            hovertemplate="%{x:.1f} dB, %{y:.2f}",
        )
    figure.add_hline(y=1, line={"color": colour("x0"), "width": 1.5, "dash": "dot"})
    figure = _finish(figure, say("remove_noise.plot_x"), say("remove_noise.plot_y"), 380)
    figure.update_xaxes(range=[left, right])
    figure.update_yaxes(range=[0, height])
    figure.update_layout(hovermode="closest")
    return figure


# where a label's middle may stand beside its point: in label widths to the right, in lines up
_PLACES = {
    "top center": (0.0, 1.1),
    "bottom center": (0.0, -1.1),
    "middle right": (0.62, 0.0),
    "middle left": (-0.62, 0.0),
}
_Box = tuple[float, float, float, float]  # x and y of its middle, width, height
_LETTER, _LINE = (
    0.021,
    0.05,
)  # of the plot's width and height, as it is drawn on a phone and a desktop


def _places(names: list[str], points: list[tuple[float, float]]) -> list[str]:
    """For every point, in 0…1, the side where its label hides least and stays inside the plot."""
    taken = [(x, y, 2 * _LETTER, _LINE) for x, y in points]
    chosen = []
    for name, (x, y) in zip(names, points, strict=True):
        width = _LETTER * len(name)
        boxes = {
            place: (x + right * width, y + up * _LINE, width, _LINE)
            for place, (right, up) in _PLACES.items()
        }
        best = min(boxes, key=lambda place: _hidden(boxes[place], taken))
        taken.append(boxes[best])
        chosen.append(best)
    return chosen


def _hidden(box: _Box, taken: list[_Box]) -> float:
    """Area of a box that others cover or that lies outside the plot."""
    inside = _overlap(box, (0.5, 0.5, 1.0, 1.0))
    return box[2] * box[3] - inside + sum(_overlap(box, other) for other in taken)


def _overlap(a: _Box, b: _Box) -> float:
    """Area that two boxes share."""
    across, up = (
        min(a[i] + a[i + 2] / 2, b[i] + b[i + 2] / 2)
        - max(a[i] - a[i + 2] / 2, b[i] - b[i + 2] / 2)
        for i in (0, 1)
    )
    return max(across, 0.0) * max(up, 0.0)
