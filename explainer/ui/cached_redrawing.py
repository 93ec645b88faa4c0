"""What the page Redraw shows again and again, each computed once. The underscore keeps arrays out of a key."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.experiments import redrawing
from explainer.experiments.redrawing import Remnant
from explainer.networks.checkpoints import read_card


def remnants(
    run: str, network: str, identity: str, picture: np.ndarray, results: np.ndarray
) -> list[Remnant]:
    """`redrawing.remnants` for the results of a finished run, by its id and the picture's identity."""
    return _remnants(run, network, read_card(network).sha256, identity, picture, results)


@st.cache_data(max_entries=256, show_spinner=False)
def _remnants(
    run: str, network: str, sha256: str, identity: str, _picture: np.ndarray, _results: np.ndarray
) -> list[Remnant]:
    return redrawing.remnants(network, _picture, _results)


CACHES = (_remnants,)
