"""What the page on restoring shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments import restoring
from explainer.experiments.filling import Filled, Holed
from explainer.experiments.restoring import Damage, Damaged, Restoration


def classical(damaged: Damaged, identity: str) -> dict[str, Restoration]:
    """`restoring.classical` for the picture of this identity."""
    return _classical(damaged.checkpoint.card.name, identity, damaged.damage, damaged)


@st.cache_data(max_entries=128, show_spinner=False)
def _classical(
    network: str, identity: str, damage: Damage, _damaged: Damaged
) -> dict[str, Restoration]:
    return restoring.classical(_damaged)


def restoration(damaged: Damaged, identity: str, run: str, end: Tensor) -> Restoration:
    """`Damaged.restoration` of what a finished run, by its id, ended with, (1, c, h, w)."""
    return _restoration(run, identity, end, damaged)


@st.cache_data(max_entries=256, show_spinner=False)
def _restoration(run: str, identity: str, _end: Tensor, _damaged: Damaged) -> Restoration:
    return _damaged.restoration(_end[0])


def filled_by_hand(holed: Holed, identity: str) -> Filled:
    """`Holed.by_hand`, judged, for the picture of this identity."""
    return _filled_by_hand(holed.x0.shape, identity, holed.hole, holed)


@st.cache_data(max_entries=64, show_spinner=False)
def _filled_by_hand(
    shape: tuple[int, ...], identity: str, hole: np.ndarray, _holed: Holed
) -> Filled:
    return _holed.filled(_holed.by_hand())


CACHES = (_filled_by_hand, _classical, _restoration)
