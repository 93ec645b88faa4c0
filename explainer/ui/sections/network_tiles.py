"""What each network draws, as small tiles above a page's words; a click takes one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import streamlit as st

from explainer.experiments.settings import FOR_GENERATING
from explainer.media.pictures import montage
from explainer.networks.checkpoints import ModelCard, read_card
from explainer.ui.controls import lesson
from explainer.ui.controls.own import drawn_by
from explainer.ui.controls.suggestion import take_network
from explainer.ui.controls.table import NETWORK
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import plain, say, say_card
from explainer.ui.presenter import presenting
from explainer.ui.sections.network_card import sample_columns, sample_sheet

PICTURES = 4  # on a tile
WIDTH = 76  # of a tile, pixels
STRIP, CHOSEN = "network_tiles", "network_tile_chosen"  # keys of what the style sheet lays out


def network_tiles() -> None:
    """A tile for every network that the page offers, the one in use marked; none if the lesson chose it, or for a class.

    What draws best comes first: on a phone, no more than four are in sight.
    """
    names = sorted(NETWORK.offered, key=lambda name: name != FOR_GENERATING)
    if lesson.holds(NETWORK.key) or presenting() or len(names) < 2:
        return
    with st.container(key=STRIP, horizontal=True, gap="small"):
        for name in names:
            chosen = name == st.session_state[NETWORK.key]
            key = CHOSEN if chosen else f"network_tile_{name}"
            with st.container(key=key, width=WIDTH, gap=None):
                _tile(read_card(name))


def _tile(card: ModelCard) -> None:
    """Some of its pictures, and its name as a button."""
    if drawn := _drawn(card, say("generate.drawn_by", network=card.name)):
        st.html(drawn)
    st.button(
        plain(card.name),
        key=f"_tile_{card.name}",
        help=plain(say_card(card.title)),
        on_click=take_network,
        args=(card.name,),
        type="tertiary",
        width="stretch",
    )


def _drawn(card: ModelCard, name: str) -> str:
    """The first picture of its first words, as HTML under this name; "" where nobody knows what it draws."""
    sheet = sample_sheet(card)
    if sheet.exists():
        return _of_sheet(card.name, sheet, sheet.stat().st_mtime_ns, name)
    return _first(card, name) if drawn_by(card.name) is not None else ""


@lru_cache(maxsize=128)  # some 2 MB: every page shows them, each time that it is drawn
def _of_sheet(network: str, sheet: Path, changed: int, name: str) -> str:
    return _first(read_card(network), name)


def _first(card: ModelCard, name: str) -> str:
    columns = sample_columns(card)[:PICTURES]
    side = columns[0].shape[1]
    pixels = montage(np.stack([column[:side] for column in columns]))
    shrunk = pixels.shape[1] > WIDTH  # nobody sees what a third of the bytes loses
    return row([Framed(pixels, name, small=True, bare=True, lossless=not shrunk)])
