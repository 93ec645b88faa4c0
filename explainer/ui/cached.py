"""Experiments that pages show again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.engines.registry import engine_for
from explainer.experiments import cleaning, dissolve
from explainer.experiments import one_look as looking
from explainer.experiments.cleaning import Estimate, NoisyPicture
from explainer.experiments.dissolve import Moment
from explainer.experiments.nearer_word import Nearer, nearer
from explainer.experiments.one_look import Look
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui.picture import Picture


def way_back(checkpoint: Checkpoint, picture: Picture) -> list[Moment]:
    """`dissolve.way_back` for the visitor's picture."""
    name = checkpoint.card.name
    x0 = picture.for_network(checkpoint.shape)
    return _way_back(name, engine_for(name).name, picture.identity, x0)


@st.cache_data(max_entries=64, show_spinner=False)
def _way_back(network: str, engine: str, identity: str, _x0: Tensor) -> list[Moment]:
    return dissolve.way_back(load_checkpoint(network), _x0)


def cleaned(noisy: NoisyPicture, identity: str) -> dict[str, Estimate]:
    """`cleaning.cleaned` for the picture of this identity."""
    name = noisy.checkpoint.card.name
    return _cleaned(name, engine_for(name).name, identity, noisy.t, noisy.seed, noisy)


@st.cache_data(max_entries=256, show_spinner=False)
def _cleaned(
    network: str, engine: str, identity: str, t: int, seed: int, _noisy: NoisyPicture
) -> dict[str, Estimate]:
    return cleaning.cleaned(_noisy)


def filtered(noisy: NoisyPicture, identity: str) -> dict[str, Estimate]:
    """`cleaning.filtered` for the picture of this identity."""
    return _filtered(noisy.checkpoint.card.name, identity, noisy.t, noisy.seed, noisy)


@st.cache_data(max_entries=256, show_spinner=False)
def _filtered(
    network: str, identity: str, t: int, seed: int, _noisy: NoisyPicture
) -> dict[str, Estimate]:
    return cleaning.filtered(_noisy)


@st.cache_data(max_entries=256, show_spinner=False)
def walked_to(run: str, identity: str, _pixels: np.ndarray, _x0: Tensor) -> Estimate:
    """`cleaning.walked_to` for a finished run, by its id and the picture's identity."""
    return cleaning.walked_to(_pixels, _x0)


def one_look(network: str, sha256: str) -> Look:
    """`one_look.one_look` for a network with these weights."""
    return _one_look(network, sha256, engine_for(network).name)


@st.cache_data(max_entries=32, show_spinner=False)
def _one_look(network: str, sha256: str, engine: str) -> Look:
    return looking.one_look(network)


def nearer_word(settings: Settings, words: tuple[str, str], pictures: np.ndarray) -> Nearer:
    """`nearer_word.nearer` for the pictures that these settings gave."""
    return _nearer_word(
        repr(settings), engine_for(settings.network).name, words, settings.network, pictures
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _nearer_word(
    settings: str, engine: str, words: tuple[str, str], network: str, _pictures: np.ndarray
) -> Nearer:
    return nearer(network, _pictures, words)
