"""Plots, in the colours of the quantities, named axes, direct labels."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from explainer.core.schedule import NoiseSchedule
from explainer.experiments.noising import Spectra
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

LEAST_POWER = 1e-3  # a logarithm has no zero
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def finish(figure: go.Figure, x: str, y: str, height: int) -> go.Figure:
    """What all plots share; x and y name the axes, the height is in pixels."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        hovermode="x unified",
        separators=say("app.decimal") + say("app.thousands"),
    )
    figure.update_xaxes(title=x, showgrid=False)
    figure.update_yaxes(title=y)
    return figure


def schedule_plot(schedules: dict[str, NoiseSchedule], chosen: str, t: int) -> go.Figure:
    """SNR in dB over t for every schedule, the chosen one strong, with a cursor at t."""
    figure = go.Figure()
    ts = [*range(1, schedules[chosen].T + 1, 5), schedules[chosen].T]
    curves = {name: _decibels(schedule)[ts].tolist() for name, schedule in schedules.items()}
    for name, (label_at, side) in label_places(curves).items():
        strong = name == chosen
        figure.add_scatter(
            x=ts,
            y=curves[name],
            name=name,
            mode="lines+text",
            text=[name if i == label_at else "" for i in range(len(ts))],
            textposition=side,
            textfont={"color": colour("xt" if strong else "plain")},
            line={"color": colour("xt" if strong else "plain"), "width": 3 if strong else 1.5},
            hovertemplate="%{y:.1f} dB",
        )
    # a line of its own colour: the theme leaves shapes black on the dark background
    figure.add_vline(x=t, line={"color": colour("xt"), "width": 1.5, "dash": "dot"})
    figure.add_scatter(
        x=[t],
        y=[float(_decibels(schedules[chosen])[max(t, 1)])],
        mode="markers",
        marker={"size": 11, "color": colour("xt")},
        hoverinfo="skip",
    )
    return finish(figure, say("control.t.label"), say("add_noise.axis_log_snr"), 260)


def _decibels(schedule: NoiseSchedule) -> Tensor:
    """SNR at every t, in dB."""
    return schedule.log_snr * 10 / math.log(10)


def label_places(curves: dict[str, list[float]]) -> dict[str, tuple[int, str]]:
    """Of falling curves over the same places: where each is farthest from the others, and on which side is room."""
    values = np.array(list(curves.values()))
    margin = values.shape[1] // 6  # a label needs room to both sides
    free = np.zeros(values.shape[1], bool)
    free[margin:-margin] = True
    places = {}
    for i, name in enumerate(curves):
        others = np.delete(values, i, axis=0) - values[i]
        at = int(np.where(free, np.abs(others).min(0), -1).argmax())
        places[name] = (at, "top right" if others[:, at].mean() < 0 else "bottom left")
        free[max(0, at - margin + 1) : at + margin] = False
    return places


def spectrum_plot(spectra: Spectra) -> go.Figure:
    """Power over frequency from 1 on, both logarithmic: of the picture and the noise in x_t, and of x_t."""
    figure = go.Figure()
    lines = (
        (say("canvas.x0"), spectra.picture, "x0", "dash", 0.85, "bottom left"),
        (say("canvas.noise"), spectra.noise, "eps", "dot", 0.25, "bottom center"),
        ("xₜ", spectra.mixture, "xt", "solid", 0.55, "top right"),
    )
    for name, power, quantity, dash, place, side in lines:
        frequencies = list(range(1, len(power)))
        label_at = round(len(frequencies) ** place)
        figure.add_scatter(
            x=frequencies,
            y=[max(p, LEAST_POWER) for p in power[1:]],
            name=name,
            mode="lines+text",
            text=[name if k == label_at else "" for k in frequencies],
            textposition=side,
            textfont={"color": colour(quantity)},
            line={"color": colour(quantity), "width": 2, "dash": dash},
            hovertemplate="%{y:.3g}",
        )
    figure = finish(figure, say("add_noise.axis_frequency"), say("add_noise.axis_power"), 260)
    figure.update_xaxes(type="log", showticklabels=False)
    figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    return figure


def distance_plot(calls: list[int], apart: list[float], reference: int) -> go.Figure:
    """Distance to the reference against network calls, both logarithmic, with whole numbers along them."""
    figure, distances = go.Figure(), [max(d, 0.01) for d in apart]  # a logarithm has no zero
    figure.add_scatter(
        x=calls,
        y=distances,
        mode="lines+markers",
        line={"color": colour("x0"), "width": 2.5},
        marker={"size": 9},
        hovertemplate="%{y:.1f}",
    )
    figure = finish(
        figure,
        say("how_many_steps.ladder_x"),
        say("how_many_steps.ladder_y", reference=reference),
        280,
    )
    figure.update_xaxes(type="log", tickvals=calls, ticktext=[f"{n}" for n in calls])
    ticks = round_numbers_around(min(distances), max(distances))
    ends = [math.log10(ticks[0]) - 0.05, math.log10(ticks[-1]) + 0.05]
    texts = [number(n, None) for n in ticks]
    figure.update_yaxes(type="log", tickvals=ticks, ticktext=texts, range=ends)
    return figure


def round_numbers_around(least: float, most: float) -> list[float]:
    """1, 2, 5, 10 … from the last that is not above `least` to the first that is above `most`."""
    numbers = [n * 10.0**k for k in range(-3, 6) for n in (1, 2, 5)]
    first = max(i for i, n in enumerate(numbers) if n <= least)
    last = min(i for i, n in enumerate(numbers) if n > most)
    return numbers[first : last + 1]


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
    figure = finish(figure, say("control.t.label"), say("networks.loss_axis"), 260)
    figure.update_yaxes(rangemode="tozero")
    return figure


def closeness_plot(steps: list[int], closeness: list[float]) -> go.Figure:
    """PSNR in dB against a number of steps, on a logarithmic axis with whole numbers along it."""
    figure = go.Figure()
    figure.add_scatter(
        x=steps,
        y=closeness,
        mode="lines+markers",
        line={"color": colour("x0hat"), "width": 2.5},
        marker={"size": 9},
        hovertemplate="%{y:.1f} dB",
    )
    axes = say("mix_and_travel.axis_steps"), say("mix_and_travel.axis_closeness")
    figure = finish(figure, *axes, 280)
    figure.update_xaxes(type="log", tickvals=steps, ticktext=[f"{n}" for n in steps])
    return figure
