"""The pictures that a class compares, computed once for all who see them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.engines.registry import engine_for
from explainer.experiments import classroom
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.ballots import Blind


def blind_pair(blind: Blind) -> list[np.ndarray]:
    """Both pictures of a pair, the left one first; whoever asks while they are made waits for the same ones."""
    network = blind.walks[1].network
    return _blind_pair(load_checkpoint(network).card.sha256, engine_for(network).name, blind)


@st.cache_data(max_entries=64, show_spinner=False)
def _blind_pair(sha256: str, engine: str, blind: Blind) -> list[np.ndarray]:
    return classroom.blind_pair(blind.walks, blind.i)


CACHES = (_blind_pair,)
