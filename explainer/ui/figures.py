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
    for name, quantity, closeness, sharp in points:
        figure.add_scatter(
            x=[closeness],
            y=[sharp],
            mode="markers+text",
            text=[name],
            textposition="top center",
            cliponaxis=False,
            marker={"size": 13, "color": colour(quantity)},
            hovertemplate="%{x:.1f} dB, %{y:.2f}",
        )
    figure.add_hline(y=1, line={"color": colour("x0"), "width": 1.5, "dash": "dot"})
    figure = _finish(figure, say("remove_noise.plot_x"), say("remove_noise.plot_y"), 300)
    spread = [p[2] for p in points]
    figure.update_xaxes(range=[min(spread) - 1.5, max(spread) + 1.5])
    figure.update_yaxes(range=[0, max(1.3, *(p[3] + 0.25 for p in points))])
    figure.update_layout(hovermode="closest")
    return figure
