"""Redraw: what it starts from, a picture or a drawing, and what is said of where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.experiments import drawings
from explainer.experiments.redrawing import Remnant
from explainer.media.painted import coloured
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_latents
from explainer.ui.cached_inside import Scene, under_noise
from explainer.ui.components.drawing_board import drawing_board, is_painted
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import NOISY, ORIGINAL
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.picture import Picture, current_picture, subject
from explainer.ui.presenter import presenting
from explainer.ui.runs import Run, named
from explainer.ui.sections.pair import only_first
from explainer.ui.sections.redraw_strip import Beginning, levels, patches
from explainer.ui.terms import explained

BOARD = "_redraw_board"
_SUBJECT = "_redraw_subject"  # the visitor's picture when the page was last drawn
CODEC = 1.0  # dB below what the codec keeps: whoever comes so near has redrawn nothing
LITTLE = (
    0.01  # of a picture's contrast: with less under the noise a run is nearly one from noise alone
)
Widths = tuple[int | Literal["stretch"], int]  # in pixels: the slider, and the picture under noise
_BESIDE: Widths = 160, 136
_BESIDE_LARGE: Widths = "stretch", 240  # in front of a class


def source_control() -> str:
    """What to start from: a name of the control. Who takes another picture meanwhile wants to see that one."""
    now, before = subject(), st.session_state.get(_SUBJECT)
    st.session_state[_SUBJECT] = now
    new = before not in (None, now) and st.session_state.get(controls.SOURCE.key) != "over"
    if new and not lesson.holds(controls.SOURCE.key):
        controls.SOURCE.take("picture")
    return str(controls.SOURCE.draw())


def heard(words: str, w: float) -> str:
    """Which of the words are drawn, if not all of them."""
    return only_first(words, "redraw.only_first") if w else say("redraw.idle") if words else ""


def start_with(checkpoint: Checkpoint, source: str) -> Picture:
    """The picture or the board, drawn on the page; what is on it."""
    picture, greys = current_picture(), checkpoint.picture_shape[0] == 1
    if source == "drawing":
        ground, first = drawings.ground(checkpoint.card), drawings.example(checkpoint.card)
        title = say("redraw.drawn" if is_painted(BOARD) else "redraw.example")
        return _on_board(ground, title, greys, first)
    if source == "over":
        channels = checkpoint.picture_shape[0]
        small = to_pixels(picture.for_network((channels, drawings.SIDE, drawings.SIDE)))
        return _on_board(small, say("redraw.painted", picture=picture.title), greys)
    pixels = to_pixels(picture.for_network(checkpoint.picture_shape))
    st.html(row([Framed(pixels, picture.title, *ORIGINAL)]))
    return picture


def _on_board(
    ground: np.ndarray, title: str, greys: bool, first: np.ndarray | None = None
) -> Picture:
    """The board over a picture, uint8 (SIDE, SIDE, 1 or 3), or over an empty ground with something on it `first`."""
    key = f"{BOARD}_over" if first is None else BOARD
    label = say("redraw.board", n=drawings.SIDE)
    cells = drawing_board(key, "draw", ground, label, first=first, greys=greys)
    return Picture(coloured(cells, ground), title, say("picture.private"))


def level_and_cover(source: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Places for the level and for the picture under its noise: below a board, where room is short, side by side."""
    if source == "picture":
        return st.container(), st.container()
    level, cover = _BESIDE_LARGE if presenting() else _BESIDE
    with st.container(horizontal=True):
        return st.container(width=level), st.container(width=cover)


def covered(scene: Scene, t: int) -> None:
    """The picture under the noise that the run begins with; nothing where there is none."""
    if t:
        in_latents = scene.checkpoint.card.latent is not None
        name = say("redraw.covered_latents" if in_latents else "redraw.covered", t=t)
        st.html(row([Framed(under_noise(scene), name, *NOISY)]))


def unchanged(scene: Scene) -> None:
    """What comes back without noise, and so without a step."""
    st.html(
        row([Framed(to_pixels(scene.original), say("redraw.unchanged"), *ORIGINAL, large=True)])
    )


def beginning(scene: Scene, title: str) -> Beginning:
    """What every level of the strip begins with."""
    return Beginning(scene.noisy.x0, to_pixels(scene.original), scene.identity, title)


def remnants(scene: Scene, runs: Sequence[Run]) -> list[Remnant]:
    """What is left of the picture: of itself, and of a finished run's; nothing before the run is done."""
    if not runs or not runs[0].film.done:
        return []
    return levels(runs[0], beginning(scene, ""))


def ends(scene: Scene, picture: Picture, t: int, found: Sequence[Remnant]) -> str:
    """All that is said below the run: what the noise had left, and what became of it."""
    if t == 0:
        return explained("redraw.zero")
    share = scene.noisy.alpha_bar**0.5
    key = "left_nothing" if share < LITTLE else "left"
    said = [explained(f"redraw.{key}", t=t, share=number(100 * max(share, LITTLE), 0))]
    if found:
        codec = of_codec(scene.checkpoint, picture)
        said.append(verdict(found, codec, patches(scene.checkpoint.card.name)))
    if not np.ptp(picture.pixels):
        said.append(say("redraw.even"))
    return " ".join(said)


def verdict(found: Sequence[Remnant], codec: float, patches: str) -> str:
    """What is left of the picture, and what both are taken for where there is a classifier.

    Of a network in latents, its codec alone keeps the picture to `codec` dB. Broad `patches` are what is compared.
    """
    before, after = found
    as_codec = after.kind != "twins" and after.psnr > codec - CODEC
    key = "as_codec" if as_codec else after.kind
    apart = number(100 * after.apart, 0)
    alike = explained(f"redraw.{key}", psnr=number(after.psnr, 1), apart=apart, patches=patches)
    if not before.name:
        return alike
    key = "named_same" if before.name == after.name else "named"
    names = {"before": named(before.name), "after": named(after.name)}
    said = say(f"redraw.{key}", **names)
    return f"{alike} {said}"


def dared(scene: Scene, picture: Picture, t: int, found: Sequence[Remnant]) -> str:
    """What came of a dare: what is said below the run."""
    return ends(scene, picture, t, found) if found else ""


def of_codec(checkpoint: Checkpoint, picture: Picture) -> float:
    """To how many dB the codec of a network in latents keeps the picture by itself; infinitely many in pixels."""
    if checkpoint.card.latent is None:
        return math.inf
    return cached_latents.there_and_back(checkpoint, picture).score.psnr


def fair(checkpoint: Checkpoint, picture: Picture) -> str:
    """What a small network cannot do here; of one in latents, how much of the picture its codec keeps by itself."""
    said = explained("redraw.fair")
    codec = of_codec(checkpoint, picture)
    if math.isinf(codec):
        return said
    return f"{said} {explained('redraw.codec', psnr=number(codec, 1))}"


def equations() -> tuple[str, str]:
    """The noise of one level in a single jump, and DDIM's step."""
    x0, xt, eps = tex("x0", "x_0"), tex("xt", "x_t"), tex("eps", r"\varepsilon")
    hat, hat_eps = tex("x0hat", r"\hat x_0"), tex("eps", r"\hat\varepsilon")
    below = tex("xt", "x_s")
    return (
        rf"{xt} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{eps}",
        rf"{below} = \sqrt{{\bar\alpha_s}}\,{hat} + \sqrt{{1-\bar\alpha_s}}\,{hat_eps}",
    )
