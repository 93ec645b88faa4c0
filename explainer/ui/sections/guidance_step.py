"""Guidance: one call of a run, opened up: its halves as a sum of pictures, their noise, and what the numbers say."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments.guidance import Halves, Pictures, size
from explainer.media.pictures import difference_map
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.terms import explained

GAIN = 2  # of the difference of two estimates, around a middle grey
HOTTEST = 0.3  # deviations of the noise: from here on the map of the push is white
HEAT = np.array([(0, 0, 0), (194, 74, 0), (255, 190, 90), (255, 255, 255)])  # as the scale has it


def show(halves: Halves, pictures: Pictures, in_latents: bool) -> None:
    """The sum in pictures, the same in noise, and what both say."""
    st.html(_sum(halves, pictures))
    space = "latents" if in_latents else "pixels"
    st.caption(explained(f"guidance.sum_{space}"))
    st.markdown(sentence(halves, pictures))
    st.html(
        row(_noises(halves, pictures), "fours")
        + heat_scale(say("guidance.hottest", value=number(HOTTEST, 1)))
    )


def _sum(halves: Halves, pictures: Pictures) -> str:
    """x̂₀ without words + w × what the words change = x̂₀ guided, as html."""
    without, told, guided = (pictures.x0[n] for n in ("unconditional", "conditional", "guided"))
    change = difference_map(without, told, GAIN)
    figures = (
        Framed(without, say("guidance.unconditional"), "x̂₀,_u", "unconditional"),
        Framed(change, say("guidance.change"), "x̂₀,_c − x̂₀,_u", "conditional"),
        Framed(guided, say("guidance.guided"), "x̂₀", "x0hat"),
    )
    signs = f"+ {number(halves.w, 1)} ×", "="
    parts = [figures[0].html()]
    for sign, figure in zip(signs, figures[1:], strict=True):
        parts += [f'<b class="nw-sign">{html.escape(sign)}</b>', figure.html()]
    return f'<div class="nw-sum">{"".join(parts)}</div>'


def _noises(halves: Halves, pictures: Pictures) -> list[Framed]:
    """ε without and with words, where they differ, and what they are joined to."""
    strengths = (halves.unconditional.eps, halves.conditional.eps, halves.push, halves.guided.eps)
    numbers = [(say("guidance.strength", value=number(size(eps), 3)),) for eps in strengths]
    return [
        Framed(
            pictures.eps["unconditional"], say("guidance.eps_u"), "ε_u", "unconditional", numbers[0]
        ),
        Framed(
            pictures.eps["conditional"], say("guidance.eps_c"), "ε_c", "conditional", numbers[1]
        ),
        Framed(heat(halves.push), say("guidance.push"), "|ε_c − ε_u|", "conditional", numbers[2]),
        Framed(pictures.eps["guided"], say("guidance.eps"), "ε̂", "eps", numbers[3], dashed=True),
    ]


def heat(push: Tensor) -> np.ndarray:
    """Where the words change much, on the scale of `HOTTEST`."""
    return heat_of(push, HOTTEST)


def heat_of(change: Tensor, hottest: float) -> np.ndarray:
    """Where a change (c, h, w) is strong: its root mean square over the channels on one fixed scale, uint8 (h, w, 3)."""
    strength = change.double().square().mean(0).sqrt().numpy() / hottest
    stops = np.linspace(0, 1, len(HEAT))
    colours = [np.interp(strength, stops, HEAT[:, channel]) for channel in range(3)]
    return np.stack(colours, axis=-1).round().astype(np.uint8)


def heat_scale(hottest: str) -> str:
    """The bar that says what the colours of a map mean, from 0 to the hottest, as html."""
    stops = ", ".join(f"rgb({r} {g} {b})" for r, g, b in HEAT.tolist())
    bar = f'<i style="background: linear-gradient(90deg, {stops})"></i>'
    return f'<div class="nw-scale"><span>{number(0, 0)}</span>{bar}<span>{hottest}</span></div>'


def changed_levels(pictures: Pictures, by: str) -> float:
    """How far an estimate lies from the one without words, root mean square, grey levels of 255."""
    apart = pictures.x0[by].astype(float) - pictures.x0["unconditional"].astype(float)
    return float(np.sqrt(np.mean(apart**2)))


def sentence(halves: Halves, pictures: Pictures) -> str:
    """What the words change at this step, in noise and in the picture, and what w makes of it."""
    push = size(halves.push) / max(size(halves.unconditional.eps), 1e-9)
    told = say(
        "guidance.words_change",
        t=halves.t,
        percent=number(100 * push, 1),
        levels=number(changed_levels(pictures, "conditional"), 1),
    )
    return f"{told} {_made_of_it(halves, pictures)}"


def _made_of_it(halves: Halves, pictures: Pictures) -> str:
    if halves.w == 0:
        return say("guidance.at_0")
    if halves.w == 1:
        return say("guidance.at_1")
    key = "guidance.above" if halves.w > 1 else "guidance.between"
    levels = number(changed_levels(pictures, "guided"), 1)
    return say(key, w=number(halves.w, 1), levels=levels)


def where(halves: Halves, steps: int) -> str:
    """The step that is open."""
    return say("guidance.where", i=halves.i, n=steps, t=halves.t)
