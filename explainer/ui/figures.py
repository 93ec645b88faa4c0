"""Plots, in the colours of the quantities, named axes, direct labels."""

from __future__ import annotations

import plotly.graph_objects as go

from explainer.core.schedule import NoiseSchedule
from explainer.ui.theme import colour
from explainer.ui.words import say

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


def schedule_plot(
    schedules: dict[str, NoiseSchedule], chosen: str, t: int, measure: str
) -> go.Figure:
    """ᾱ or log-SNR over t for every schedule, the chosen one strong, with a cursor at t."""
    figure = go.Figure()
    for name, schedule in schedules.items():
        ts = [*list(range(1, schedule.T + 1, 5)), schedule.T]
        curve = schedule.alpha_bar if measure == "alpha_bar" else schedule.log_snr
        strong = name == chosen
        figure.add_scatter(
            x=ts,
            y=[float(curve[s]) for s in ts],
            name=name,
            line={"color": colour("xt" if strong else "plain"), "width": 3 if strong else 1.5},
            opacity=1 if strong else 0.55,
            hovertemplate="%{y:.3f}",
        )
    # a line of its own colour: the theme leaves shapes black on the dark background
    figure.add_vline(x=t, line={"color": colour("xt"), "width": 1.5, "dash": "dot"})
    schedule = schedules[chosen]
    curve = schedule.alpha_bar if measure == "alpha_bar" else schedule.log_snr
    figure.add_scatter(
        x=[t],
        y=[float(curve[max(t, 1)])],
        mode="markers",
        marker={"size": 11, "color": colour("xt")},
        hoverinfo="skip",
    )
    return _finish(figure, say("control.t.label"), say(f"add_noise.axis_{measure}"), 260)


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


def methods_plot(points: list[tuple[str, str, float, float]]) -> go.Figure:
    """Closeness against sharpness, each method labelled where it stands; the line is the original's."""
    figure = go.Figure()
    for (name, quantity, closeness, sharp), place in zip(points, _places(points), strict=True):
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
    spread = [p[2] for p in points]
    figure.update_xaxes(range=[min(spread) - 1.5, max(spread) + 1.5])
    figure.update_yaxes(range=[0, max(1.3, *(p[3] + 0.25 for p in points))])
    figure.update_layout(hovermode="closest")
    return figure


# where a label may stand, as (to the right, up) in its own widths and heights
_PLACES = {
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "middle right": (0.65, 0.0),
    "middle left": (-0.65, 0.0),
}
_LETTER, _LINE = 0.13, 0.085  # dB and sharpness that a letter's width and a line's height take


def _places(points: list[tuple[str, str, float, float]]) -> list[str]:
    """For every point the side of it where its label meets the fewest other labels and points."""
    taken = [(x, y, 2 * _LETTER, _LINE) for _, _, x, y in points]
    chosen = []
    for name, _, x, y in points:
        width = _LETTER * len(name)
        boxes = {
            p: (x + dx * width, y + dy * _LINE, width, _LINE) for p, (dx, dy) in _PLACES.items()
        }
        best = min(boxes, key=lambda p: sum(_overlap(boxes[p], other) for other in taken))
        taken.append(boxes[best])
        chosen.append(best)
    return chosen


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Area that two boxes (x, y, width, height) around their centres share."""
    across = (a[2] + b[2]) / 2 - abs(a[0] - b[0])
    up = (a[3] + b[3]) / 2 - abs(a[1] - b[1])
    return max(across, 0) * max(up, 0)
