"""Two dimensions: what the plane tells the page, and the formula of the exact field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.control import Control
from explainer.ui.drawing.theme import tex

KEY = "_plane"
LANDED = "_plane_landed"  # that it has just said where samples land
# what the plane has controls for; the page draws them out of sight, for the address
OWN: tuple[Control, ...] = (
    *(controls.SCENE, controls.SHAPE, controls.T),
    *(controls.SAMPLER, controls.STEPS, controls.NOISE_BACK, controls.TOWARD, controls.W),
)


@dataclass(frozen=True)
class Landed:
    """Where the samples of a run have ended: how many on a point, beside one, and far from all."""

    on: int
    near: int
    far: int
    all: int
    steps: int


def _said(name: str) -> Mapping[str, Any]:
    """What the browser has said under a name; nothing if that is no table."""
    said = (st.session_state.get(KEY) or {}).get(name)
    return said if isinstance(said, Mapping) else {}


def take() -> None:
    """What was set on the plane becomes the page's, and the link's: as far as a link may set it."""
    for control in OWN:
        text = _said("told").get(control.key)
        value = control.parse(text) if isinstance(text, str) else None
        if value is not None and not lesson.holds(control.key):
            control.take(value)


def landed() -> Landed | None:
    """Where samples of the exact field have ended in the visitor's browser; None before."""
    found = _said("found")
    counts = [found.get(field.name) for field in fields(Landed)]
    whole = [n for n in counts if isinstance(n, int) and 0 <= n < 10_000]
    return Landed(*whole) if len(whole) == len(counts) else None


def equations() -> tuple[str, str, str]:
    """The exact field's guess, its weights, and the arrows."""
    x0, xt, hat = tex("x0", "x_0^{(i)}"), tex("xt", "x_t"), tex("x0hat", r"\hat x_0")
    eps = tex("eps", r"\hat\varepsilon")
    distance = rf"\lVert {xt}-\sqrt{{\bar\alpha_t}}\,{x0}\rVert^2"
    return (
        rf"\;{hat} = {{\textstyle\sum_i}}\, w_i\,{x0}\;",
        rf"w_i \propto \exp\left(-\frac{{{distance}}}{{2\,(1-\bar\alpha_t)}}\right)",
        rf"\nabla \log p_t({xt}) = -\frac{{{eps}}}{{\sqrt{{1-\bar\alpha_t}}}} ="
        rf" \frac{{\sqrt{{\bar\alpha_t}}\,{hat} - {xt}}}{{1-\bar\alpha_t}}",
    )
