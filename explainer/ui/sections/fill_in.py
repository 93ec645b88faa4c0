"""Fill in: the board where a hole is painted, the runs that fill it, the row of pictures, and what the numbers say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import numpy as np
import streamlit as st

from explainer.core.units import GREY_LEVELS
from explainer.experiments.filling import Filled, Holed, corrected, hole, repainted, timesteps
from explainer.experiments.settings import Settings
from explainer.ui.components.drawing_board import drawing_board, empty
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import ahead, number
from explainer.ui.drawing.symbols import ORIGINAL, of_run
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.terms import explained, with_marks

BOARD, _BEGAN = "_fill_in_board", "_fill_in_began"  # and the hole that the board began with
Below = tuple[tuple[str, str], tuple[bool, bool]]
"""The numbers under a picture, and which of them are the best."""
WAYS = ("plain", "jumps", "corrected")
FRAMES = 30


def hole_choice() -> str:
    """The control for the hole that the board begins with; another one takes what was painted off the board."""
    kind = str(controls.HOLE.draw())
    if st.session_state.get(_BEGAN, kind) != kind:
        empty(BOARD)
    st.session_state[_BEGAN] = kind
    return kind


def board(picture: np.ndarray, kind: str) -> np.ndarray:
    """The board over a picture, uint8 (n, n, c): where it is missing, uint8 (n, n)."""
    held = lesson.holds(controls.HOLE.key)
    label = say("fill_in.board")
    return drawing_board(BOARD, "mask", picture, label, first=hole(kind, len(picture)), held=held)


def planned(
    holed: Holed, settings: Settings, length: int, times: int, picture: str
) -> list[PlannedRun]:
    """A run for each of WAYS, from the same noise; `picture` is its identity."""
    shape = hashlib.sha256(holed.hole.tobytes()).hexdigest()[:16]
    makes = (
        partial(repainted, holed, settings),
        partial(repainted, holed, settings, length, times),
        partial(corrected, holed, settings),
    )
    jumping = len(timesteps(holed.checkpoint, settings.steps, length, times)) - 1
    moves = settings.steps, jumping, settings.steps
    # without jumps the first two are the same run
    abouts = ("repainted", 1, 1), ("repainted", length if times > 1 else 1, times), ("corrected",)
    return [
        PlannedRun(settings, make, (picture, shape, about), FRAMES, exact=True, moves=n)
        for make, about, n in zip(makes, abouts, moves, strict=True)
    ]


def ended(holed: Holed, runs: Sequence[Run]) -> dict[str, Filled]:
    """What each finished run made of the hole, by its way."""
    return {
        way: holed.filled(run.film.end[0])
        for way, run in zip(WAYS, runs, strict=True)
        if run.film.end is not None
    }


def pictures(
    holed: Holed, by_hand: Filled, runs: Sequence[Run], times: int
) -> tuple[Framed, list[Framed]]:
    """The run with jumps where it stands; and the original, filled by hand, and the other runs.

    The best number is marked once all have ended.
    """
    original, done = holed.filled(holed.x0), ended(holed, runs)
    tried = {"by_hand": by_hand, **done}
    best = max(tried, key=lambda way: tried[way].psnr) if len(done) == len(WAYS) else ""
    edge = say("fill_in.edge", value=number(original.seam, 1))
    name = with_marks("fill_in.by_hand")
    below = _below("by_hand", tried, best)
    # a run of a single stretch has nowhere to jump back to
    times = times if runs[0].film.n < runs[1].film.n else 1
    plain, jumps, corrected = (
        _run(holed, way, run, times, _below(way, tried, best))
        for way, run in zip(WAYS, runs, strict=True)
    )
    others = [
        Framed(original.pixels, say("remove_noise.original"), *ORIGINAL, ("", edge)),
        Framed(by_hand.pixels, name, "", "plain", *below),
        plain,
        corrected,
    ]
    return jumps, others


def _run(holed: Holed, way: str, run: Run, times: int, below: Below) -> Framed:
    """A run where it stands."""
    now = run.film.pictures(holed.checkpoint.picture_shape)[0]
    look, large = of_run(run.film), way == "jumps"
    return Framed(now, say(f"fill_in.way_{way}", times=times), *look, *below, large=large)


def _below(
    way: str, tried: dict[str, Filled], best: str
) -> tuple[tuple[str, str], tuple[bool, bool]]:
    if way not in tried:
        return ("…", "…"), (False, False)
    found = tried[way]
    close = with_marks("fill_in.closeness", value=number(found.psnr, 1))
    return (close, say("fill_in.edge", value=number(found.seam, 1))), (way == best, False)


def missing(holed: Holed) -> str:
    """What to say where there is nothing to fill, or nothing to fill it from; "" otherwise."""
    return {0.0: say("fill_in.no_hole"), 1.0: say("fill_in.all_hole")}.get(holed.share, "")


def as_begun(holed: Holed, kind: str) -> str:
    """The hole that the board begins with; "" once something else is painted on it."""
    same = np.array_equal(holed.hole, hole(kind, len(holed.hole)))
    return kind if same else ""


def calls(runs: Sequence[Run], length: int, times: int) -> dict[str, str]:
    """By a run's id, how a program makes it."""
    jumping = f"repainted(holed, settings, {length}, {times})"
    made = ("repainted(holed, settings)", jumping, "corrected(holed, settings)")
    return {run.id: call for run, call in zip(runs, made, strict=True)}


def way_name(run: Run) -> str:
    """A run as its files call it."""
    _, (*_, about) = cast(tuple[Settings, tuple[Any, ...]], run.key)
    if about[0] == "corrected":
        return say("fill_in.files_corrected")
    return say("fill_in.files_jumps" if about[2] > 1 else "fill_in.files_plain")


def verdict(holed: Holed, runs: Sequence[Run], times: int) -> str:
    """What the numbers on screen say, and why."""
    return (
        " ".join([kept(holed, runs), at_the_edge(holed, runs, times)])
        + f"\n\n{explained('fill_in.why')}"
    )


def kept(holed: Holed, runs: Sequence[Run]) -> str:
    """How well the known pixels are kept by the runs that put them back."""
    places = holed.known > 0
    ends = [run.film.end[0] for run in runs[:2] if run.film.end is not None]
    off = max((float((x - holed.x0)[:, places].abs().max()) for x in ends), default=0.0)
    n = int(places.sum())
    return explained("fill_in.kept", n=number(n, 0), off=number(GREY_LEVELS * off, 1))


def at_the_edge(holed: Holed, runs: Sequence[Run], times: int) -> str:
    """How large the step is from the known to the made-up, with jumps and without; "" until all have ended."""
    done = ended(holed, runs)
    if len(done) < len(WAYS):
        return ""
    own, plain, jumps = holed.filled(holed.x0).seam, done["plain"].seam, done["jumps"].seam
    said = {"own": number(own, 1), "plain": number(plain, 1), "jumps": number(jumps, 1)}
    if runs[0].film.n == runs[1].film.n:  # nothing to jump back over
        once = say("fill_in.edge_once", own=said["own"], plain=said["plain"])
        return once if times == 1 else " ".join([once, say("fill_in.one_stretch")])
    nearer = ahead(abs(plain - own), abs(jumps - own))
    key = {1: "edge_better", 0: "edge_same", -1: "edge_worse"}[nearer]
    return say(f"fill_in.{key}", times=times, **said)


def equations() -> tuple[str, str]:
    """What is put back after a move to s, and what a jump back up to t adds."""
    x0, x_s, x_t = tex("x0", "x_0"), tex("xt", "x_s"), tex("xt", "x_t")
    eps, z = tex("eps", r"\varepsilon"), tex("eps", "z")
    known = rf"\sqrt{{\bar\alpha_s}}\,{x0} + \sqrt{{1-\bar\alpha_s}}\,{eps}"
    share = r"\bar\alpha_t/\bar\alpha_s"
    return (
        rf"{x_s} \leftarrow m\left({known}\right) + (1-m)\,{x_s}",
        rf"{x_t} = \sqrt{{{share}}}\,{x_s} + \sqrt{{1-{share}}}\,{z}",
    )
