"""What the page on guidance shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.engines.registry import engine_for
from explainer.experiments import guidance
from explainer.experiments.guidance import Halves, Pictures
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint


def opened(settings: Settings) -> list[Halves]:
    """`guidance.opened` for these settings."""
    return _opened(*_key(settings), settings)


@st.cache_data(max_entries=12, show_spinner=False)  # of a network in pixels, 4 MB each
def _opened(sha256: str, engine: str, settings: Settings) -> list[Halves]:
    return guidance.opened(settings)


def pictures(settings: Settings, halves: Halves) -> Pictures:
    """`guidance.pictures` for a step of the run with these settings."""
    return _pictures(*_key(settings), settings, halves.i, halves)


@st.cache_data(max_entries=256, show_spinner=False)
def _pictures(sha256: str, engine: str, settings: Settings, i: int, _halves: Halves) -> Pictures:
    return guidance.pictures(settings.network, _halves)


def end(settings: Settings) -> np.ndarray:
    """`guidance.end` for these settings."""
    return _end(*_key(settings), settings)


@st.cache_data(max_entries=64, show_spinner=False)
def _end(sha256: str, engine: str, settings: Settings) -> np.ndarray:
    return guidance.end(settings)


def _key(settings: Settings) -> tuple[str, str]:
    """What decides the numbers beside the settings: the weights, and what computes them."""
    name = settings.network
    return load_checkpoint(name).card.sha256, engine_for(name).name


CACHES = (_opened, _pictures, _end)
