"""What every page has: heading, stage and controls side by side, the folded sections."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import streamlit as st

from explainer.core.film import Film
from explainer.core.pictures import montage
from explainer.ui.components.film_player import film_player
from explainer.ui.frames import Framed, row
from explainer.ui.picture import SAMPLES, drop_upload, sample_picture
from explainer.ui.words import say

PAGES = Path(__file__).resolve().parents[2] / "pages"


def page_file(name: str) -> Path:
    """Where a page lives; links name it absolutely, since the entry script lives elsewhere."""
    return PAGES / f"{name}.py"


def heading(page: str) -> None:
    """Title and the one sentence that says what will be seen."""
    st.title(say(f"{page}.title"), anchor=False)
    st.markdown(say(f"{page}.lead"))


def stage_and_controls() -> tuple[AbstractContextManager[Any], AbstractContextManager[Any]]:
    """Beside each other on a wide screen; the controls under the stage on a phone."""
    stage, controls = st.columns([4, 1.15], gap="large")
    return stage, controls


def look(text: str) -> None:
    """The section that tells where to look."""
    st.subheader(say("look.heading"), anchor=False)
    st.markdown(text)


def formulas(*latex: str, note: str = "") -> None:
    """A folded section with formulas in the colours of their quantities."""
    with st.expander(say("code.formula"), icon=":material/function:"):
        for formula in latex:
            st.latex(formula)
        if note:
            st.caption(note)


def _take(name: str) -> None:
    drop_upload()
    st.session_state["sample"] = name


def sample_chooser() -> None:
    """Thumbnails of the samples, each with a button that takes it."""
    st.markdown(f"**{say('picture.samples')}**")
    with st.container(horizontal=True):
        for name in SAMPLES:
            _sample(name)


def _sample(name: str) -> None:
    title = SAMPLES[name].title
    with st.container(width=112):
        st.html(row([Framed(sample_picture(name).pixels, title, small=True, bare=True)]))
        st.button(title, key=f"_take_{name}", on_click=_take, args=(name,), width="stretch")


def run_buttons(page: str) -> bool:
    """Start and Stop; whether Start was pressed. Any click stops a running walk."""
    go = st.button(say(f"{page}.button"), key=f"_{page}_go", type="primary", width="stretch")
    st.button(say("run.stop"), key=f"_{page}_stop", width="stretch")
    return bool(go)


STRIP = 8


@st.fragment
def film_strip(film: Film, page: str) -> None:
    """The estimates along the walk, and a player for one picture of it."""
    frames = film.frames
    if len(frames) < 2:
        return
    st.markdown(f"**{say('film.heading')}**")
    few = [frames[i * (len(frames) - 1) // (STRIP - 1)] for i in range(min(STRIP, len(frames)))]
    st.html(
        row([Framed(montage(f.x0), f"t = {f.t}", "x̂₀", "x0hat", small=True) for f in few], "strip")
    )
    count, picture = len(frames[0].x_t), 1
    if count > 1:
        picture = st.segmented_control(
            say("film.picture"),
            range(1, count + 1),
            default=1,
            required=True,
            key=f"_{page}_{count}",
        )
    film_player(film, int(picture or 1) - 1, f"_{page}_film")
