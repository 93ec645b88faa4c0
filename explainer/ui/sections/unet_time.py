"""Inside the UNet: what the network is told of t, over all t."""

from __future__ import annotations

import html
import math

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from torch import Tensor

from explainer.experiments.inside_unet import alike, scale_of
from explainer.media.pictures import to_pixels
from explainer.ui.drawing.figures import CONFIG, finish
from explainer.ui.drawing.frames import data_uri
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say
from explainer.ui.terms import explained

COLUMNS = 250  # of the pictures: more cannot be told apart
NEAR = 10  # timesteps


def show(codes: Tensor, embedding: Tensor, t: int) -> None:
    """The waves (T, width), what the network makes of them (T, d), and how alike that is to itself at other t."""
    st.markdown(
        explained("inside_unet.time_lead", waves=codes.shape[1], numbers=embedding.shape[1])
    )
    limit = scale_of(embedding)
    waves = say("inside_unet.time_waves", n=codes.shape[1])
    made = say("inside_unet.time_made", n=embedding.shape[1], limit=number(limit, None))
    st.html(_over_t(codes, waves, t) + _over_t(embedding / limit, made, t))
    st.plotly_chart(
        alike_plot(embedding, t), config=CONFIG, alt=say("inside_unet.time_plot_alt", t=t)
    )
    st.markdown(sentence(embedding, t))


def _over_t(codes: Tensor, name: str, t: int) -> str:
    """Numbers (T, width) in −1 … 1 as a picture: t to the right, one row for each number; a line at t. As html."""
    every = math.ceil(len(codes) / COLUMNS)
    pixels = to_pixels(codes[::every].T[None])  # (width, columns, 1)
    left = 100 * (t - 0.5) / len(codes)
    return (
        f'<figure class="nw-over-t" style="--nw:{colour("xt")}">'
        f'<div><img alt="{html.escape(name)}" src="{data_uri(np.ascontiguousarray(pixels))}">'
        f'<i style="left:{left:.2f}%"></i></div>'
        f"<figcaption>{html.escape(name)}</figcaption></figure>"
    )


def alike_plot(embedding: Tensor, t: int) -> go.Figure:
    """How alike the embedding of every t is to that of one: a line with a cursor."""
    values = alike(embedding, t)
    every = math.ceil(len(values) / COLUMNS)
    ts = [*range(1, len(values) + 1, every)]
    figure = go.Figure()
    figure.add_scatter(
        x=ts,
        y=[float(values[i - 1]) for i in ts],
        mode="lines",
        line={"color": colour("xt"), "width": 2.5},
        hovertemplate="%{y:.2f}",
    )
    figure.add_vline(x=t, line={"color": colour("xt"), "width": 1.5, "dash": "dot"})
    figure = finish(figure, say("control.t.label"), say("inside_unet.time_axis"), 220)
    figure.update_yaxes(range=[min(-0.05, float(values.min())), 1.05])
    return figure


def sentence(embedding: Tensor, t: int) -> str:
    """How far the embedding turns over a few timesteps, and to the end that is farther away."""
    T, values = len(embedding), alike(embedding, t)
    near = t + NEAR if t + NEAR <= T else t - NEAR
    far = T if t <= T / 2 else 1
    turned = {name: _degrees(float(values[at - 1])) for name, at in (("near", near), ("far", far))}
    places = {"t": t, "at_near": near, "at_far": far}
    return say("inside_unet.time_says", **places, **turned)


def _degrees(cosine: float) -> str:
    return number(math.degrees(math.acos(max(-1.0, min(1.0, cosine)))), 0)
