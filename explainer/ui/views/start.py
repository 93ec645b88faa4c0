"""Start: a picture into noise and back."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.core.noise import noised
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import Settings, picture_shape, run
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.contents import PAGES
from explainer.ui.drawing.frames import Framed
from explainer.ui.language import say
from explainer.ui.picture import Picture

DISSOLVE_TO = 600
DISSOLVE_STEPS = 30


ABREAST = 4


def links_to_pages(network: str) -> None:
    """Links to pages, each with a sentence on what it shows."""
    seen = f"{load_checkpoint(network).card.training['pictures_seen']:,}"
    shown = [page for page in PAGES if page.on_start]
    for first in range(0, len(shown), ABREAST):
        columns = st.columns(ABREAST, gap="medium")
        for page, column in zip(shown[first:], columns, strict=False):
            with column:
                st.page_link(page.script, label=f"**{page.title}** →")
                st.markdown(say(f"{page.name}.on_start", pictures=seen))


@st.cache_data(max_entries=64, show_spinner=False)
def _dissolve(
    network: str, engine: str, identity: str, _x0: Tensor
) -> list[tuple[int, np.ndarray]]:
    """(t, pixels) on the way to noise and back. The underscore keeps x0 out of the cache's key."""
    schedule = load_checkpoint(network).schedule
    out = [(t, to_pixels(noised(_x0, t, 0, schedule)[0])) for t in range(0, DISSOLVE_TO + 1, 120)]
    x_t = noised(_x0, DISSOLVE_TO, 0, schedule)[0][None]
    settings = Settings(network, sampler="ddim", steps=DISSOLVE_STEPS)
    stride = DISSOLVE_STEPS // 5
    back = [
        (s.t_next, to_pixels(s.x_next)[0])
        for s in run(settings, x_t, DISSOLVE_TO)
        if s.i % stride == 0
    ]
    return [*out, *back]


def dissolve(network: str, picture: Picture) -> tuple[list[Framed], list[Framed]]:
    """The strip of the Start page: into noise, and back."""
    x0 = picture.for_network(picture_shape(network))
    frames = _dissolve(network, engine_for(network).name, picture.identity, x0)
    there, back = frames[:6], frames[5:]
    return (
        [
            Framed(p, f"t = {t}", "x₀" if t == 0 else "xₜ", "x0" if t == 0 else "xt")
            for t, p in there
        ],
        [
            Framed(p, f"t = {t}", "x₀" if t == 0 else "xₜ", "x0" if t == 0 else "xt")
            for t, p in back
        ],
    )
