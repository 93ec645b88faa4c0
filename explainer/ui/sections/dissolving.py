"""Start: a picture into noise and back, as two strips, and links to the other pages."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.networks.checkpoints import Checkpoint
from explainer.ui.cached import dissolved
from explainer.ui.contents import PAGES
from explainer.ui.drawing.frames import Framed
from explainer.ui.language import say
from explainer.ui.picture import Picture


def strips(checkpoint: Checkpoint, picture: Picture) -> tuple[list[Framed], list[Framed]]:
    """Into noise, and back."""
    there, back = dissolved(checkpoint, picture)
    return [_framed(t, pixels) for t, pixels in there], [_framed(t, pixels) for t, pixels in back]


def _framed(t: int, pixels: np.ndarray) -> Framed:
    return Framed(pixels, f"t = {t}", *(("xₜ", "xt") if t else ("x₀", "x0")))


ABREAST = 4


def links_to_pages(checkpoint: Checkpoint) -> None:
    """Links to pages, each with a sentence on what it shows."""
    seen = f"{checkpoint.card.training['pictures_seen']:,}"
    shown = [page for page in PAGES if page.on_start]
    for first in range(0, len(shown), ABREAST):
        columns = st.columns(ABREAST, gap="medium")
        for page, column in zip(shown[first:], columns, strict=False):
            with column:
                st.page_link(page.script, label=f"**{page.title}** →")
                st.markdown(say(f"{page.name}.on_start", pictures=seen))
