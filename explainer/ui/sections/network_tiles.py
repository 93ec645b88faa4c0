"""Generate: what each network draws, as tiles; a click takes one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import streamlit as st

from explainer.media.pictures import montage
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.ui.controls import lesson
from explainer.ui.controls.suggestion import choose_network
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import plain, say, say_card
from explainer.ui.sections.network_card import sample_columns, sample_sheet

PICTURES = 4  # on a tile
WIDTH = 144  # of a tile, pixels


def network_tiles() -> None:
    """A tile for every other network that the page offers, unless the lesson chose one."""
    names = [name for name in NETWORK.offered if name != st.session_state[NETWORK.key]]
    if lesson.holds(NETWORK.key) or not names:
        return
    st.subheader(say("generate.networks"), anchor=False)
    with st.container(horizontal=True):
        for name in names:
            with st.container(width=WIDTH, gap="small"):
                _tile(read_card(name))


def _tile(card: ModelCard) -> None:
    """Some of its pictures, its name as a button, and what it is."""
    sheet = sample_sheet(card)
    if sheet.exists():
        pixels = _drawn(card.name, sheet, sheet.stat().st_mtime_ns)
        st.html(row([Framed(pixels, card.name, bare=True)]))
    st.button(
        plain(card.name),
        key=f"_tile_{card.name}",
        on_click=_take,
        args=(card.name,),
        width="stretch",
    )
    st.caption(plain(say_card(card.title)))


def _take(name: str) -> None:
    if not lesson.holds(NETWORK.key):
        st.session_state[NETWORK.key] = name
        choose_network(name)


@lru_cache(maxsize=32)
def _drawn(name: str, sheet: Path, changed: int) -> np.ndarray:
    """The first picture of its first words, uint8 (h, w, 3)."""
    columns = sample_columns(read_card(name))[:PICTURES]
    side = columns[0].shape[1]
    return montage(np.stack([column[:side] for column in columns]))
