"""What the network believed along each walk, in a few frames."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.media.film import Film, Frame, outline_frame
from explainer.media.pictures import montage
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say

STRIP = 8  # frames


def film_strip(films: Sequence[Film], old: bool = False, outlined: bool = True) -> None:
    """x̂0 along each walk, and when the outline stood; dimmed if `old`. Nothing for a film of one frame."""
    if any(len(film.frames) > 1 for film in films):
        st.markdown(f"**{say('film.heading')}**")
    _strips(films, old, outlined)


def _strips(films: Sequence[Film], old: bool, outlined: bool = True) -> None:
    for film in films:
        if len(film.frames) < 2:
            continue
        outline = outline_frame(film) if outlined else None
        frames = [_framed(f, f is outline, old) for f in few(film.frames, outline)]
        st.html(row(frames, "film"))


def along_the_walk(films: Sequence[Film], old: bool = False) -> None:
    """The strips, folded, where a film of them is in sight. What comes below keeps its place while there are none."""
    with st.container():
        if any(len(film.frames) > 1 for film in films):
            with st.expander(f"**{say('film.heading')}**"):
                _strips(films, old)


def few(frames: Sequence[Frame], marked: Frame | None) -> list[Frame]:
    """STRIP frames from first to last; the marked one takes the place of its neighbour."""
    last = len(frames) - 1
    chosen = sorted({round(i * last / (STRIP - 1)) for i in range(STRIP)})
    if marked is not None:
        at = frames.index(marked)
        nearest = min(range(len(chosen)), key=lambda k: abs(chosen[k] - at))
        chosen[nearest] = at
    return [frames[i] for i in chosen]


def _framed(frame: Frame, marked: bool, old: bool) -> Framed:
    note = (say("film.outline"),) if marked else ()
    best = (True,) * len(note)
    name = f"t = {frame.t}"
    return Framed(montage(frame.x0), name, "x̂₀", "x0hat", note, best, small=True, old=old)
