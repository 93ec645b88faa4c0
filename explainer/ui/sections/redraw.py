"""Redraw: what it starts from, a picture or a drawing, and what is said of where it ends."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.experiments import drawings, redrawing
from explainer.experiments.redrawing import Kept
from explainer.media.painted import coloured
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint, ModelCard
from explainer.ui import cached_latents
from explainer.ui.cached_inside import Scene, under_noise
from explainer.ui.components.drawing_board import drawing_board
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.symbols import NOISY, ORIGINAL
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.picture import Picture, current_picture, subject
from explainer.ui.runs import Run, named
from explainer.ui.sections.redraw_strip import Beginning, levels
from explainer.ui.terms import explained

BOARD = "_redraw_board"
_SUBJECT = "_redraw_subject"  # the visitor's picture when the page was last drawn
LITTLE = (
    0.01  # of a picture's contrast: with less under the noise a run is nearly one from noise alone
)


def source_control() -> str:
    """What to start from: "picture" or "drawing". Who takes another picture meanwhile wants to see that one."""
    now, before = subject(), st.session_state.get(_SUBJECT)
    st.session_state[_SUBJECT] = now
    if before not in (None, now) and not lesson.holds(controls.SOURCE.key):
        controls.SOURCE.take("picture")
    return str(controls.SOURCE.draw(format_func=lambda name: say(f"redraw.source_{name}")))


def start_with(checkpoint: Checkpoint, source: str) -> Picture:
    """The picture or the board, drawn on the page; what is on it."""
    if source == "drawing":
        return drawing(checkpoint.card)
    picture = current_picture()
    pixels = to_pixels(picture.for_network(checkpoint.picture_shape))
    st.html(row([Framed(pixels, picture.title, *ORIGINAL)]))
    return picture


def drawing(card: ModelCard) -> Picture:
    """The board; what the visitor has drawn on it, or what is on it before."""
    ground, label = drawings.ground(card), say("redraw.board", n=drawings.SIDE)
    cells = drawing_board(BOARD, "draw", ground, label, first=drawings.example(card))
    return Picture(coloured(cells, ground), say("redraw.drawn"), say("picture.private"))


def covered(scene: Scene, t: int, small: bool) -> None:
    """The picture under the noise that the run begins with; nothing where there is none."""
    if t:
        name = say("redraw.covered", t=t)
        st.html(row([Framed(under_noise(scene), name, *NOISY, small=small)]))


def unchanged(scene: Scene) -> None:
    """What comes back without noise, and so without a step."""
    st.html(
        row([Framed(to_pixels(scene.original), say("redraw.unchanged"), *ORIGINAL, large=True)])
    )


def beginning(scene: Scene, title: str) -> Beginning:
    """What every level of the strip begins with."""
    return Beginning(scene.noisy.x0, to_pixels(scene.original), scene.identity, title)


def kept(scene: Scene, runs: Sequence[Run]) -> list[Kept]:
    """What is left of the picture: of itself, and of a finished run's; nothing before the run is done."""
    if not runs or not runs[0].film.done:
        return []
    return levels(runs[0], beginning(scene, ""))


def ends(scene: Scene, t: int, found: Sequence[Kept]) -> str:
    """All that is said below the run: what the noise had left, and what became of it."""
    if t == 0:
        return explained("redraw.zero")
    share = scene.noisy.alpha_bar**0.5
    key = "left_nothing" if share < LITTLE else "left"
    left = explained(f"redraw.{key}", t=t, share=number(100 * share, 0))
    return " ".join([left, *([verdict(*found)] if found else [])])


def verdict(before: Kept, after: Kept) -> str:
    """What is left of the picture, and what both are taken for where there is a classifier."""
    alike = explained(f"redraw.{after.kind}", psnr=number(after.psnr, 1))
    if not before.name:
        return alike
    key = "named_same" if before.name == after.name else "named"
    names = {"before": named(before.name), "after": named(after.name)}
    return f"{alike} {say(f'redraw.{key}', **names)}"


def dared(scene: Scene, t: int, found: Sequence[Kept]) -> str:
    """What came of a dare: what is said below the run."""
    return ends(scene, t, found) if found else ""


def fair(checkpoint: Checkpoint, picture: Picture) -> str:
    """What a small network cannot do here; of one in latents, how much of the picture its codec keeps by itself."""
    said = explained("redraw.fair", starts=", ".join(map(str, redrawing.I_STARTS)))
    if checkpoint.card.latent is None:
        return said
    there = cached_latents.there_and_back(checkpoint, picture)
    return f"{said} {explained('redraw.codec', psnr=number(there.score.psnr, 1))}"


def equations() -> tuple[str, str]:
    """The noise of one level in a single jump, and DDIM's step."""
    x0, xt, eps = tex("x0", "x_0"), tex("xt", "x_t"), tex("eps", r"\varepsilon")
    hat, hat_eps = tex("x0hat", r"\hat x_0"), tex("eps", r"\hat\varepsilon")
    below = tex("xt", "x_s")
    return (
        rf"\;{xt} = \sqrt{{\bar\alpha_t}}\,{x0} + \sqrt{{1-\bar\alpha_t}}\,{eps}\;",
        rf"\;{below} = \sqrt{{\bar\alpha_s}}\,{hat} + \sqrt{{1-\bar\alpha_s}}\,{hat_eps}\;",
    )
