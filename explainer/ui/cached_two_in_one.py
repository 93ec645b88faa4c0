"""What the page on two pictures in one shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.engines.registry import engine_for
from explainer.experiments import latent_views
from explainer.experiments import two_in_one as experiment
from explainer.experiments.latent_views import TurnedLatents
from explainer.experiments.two_in_one import Halves, Named, Pair, Wanted
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui.picture import Picture


def opened(wanted: Wanted, seed: int) -> list[Halves]:
    """`two_in_one.opened` for one seed of what is wanted."""
    return _opened(*_key(wanted.settings.network), wanted, seed)


@st.cache_data(max_entries=12, show_spinner=False)  # of pictures of 64×64 pixels, 10 MB each
def _opened(sha256: str, engine: str, wanted: Wanted, seed: int) -> list[Halves]:
    return experiment.opened(wanted, seed)


def named_both(wanted: Wanted, run: str, pictures: np.ndarray) -> list[Pair]:
    """`two_in_one.named_both` for the pictures of the run of this id."""
    return _named_both(run, wanted, pictures)


@st.cache_data(max_entries=64, show_spinner=False)
def _named_both(run: str, wanted: Wanted, _pictures: np.ndarray) -> list[Pair]:
    return experiment.named_both(wanted, _pictures)


def named(network: str, run: str, pictures: np.ndarray, asked: str) -> list[Named]:
    """`two_in_one.named` for the pictures of the run of this id."""
    return _named(network, run, asked, pictures)


@st.cache_data(max_entries=64, show_spinner=False)
def _named(network: str, run: str, asked: str, _pictures: np.ndarray) -> list[Named]:
    return experiment.named(network, _pictures, asked)


def turned_latents(checkpoint: Checkpoint, picture: Picture, view: str) -> TurnedLatents:
    """`latent_views.turned_latents` for a picture."""
    x0 = picture.for_network(checkpoint.picture_shape)
    name = checkpoint.card.name
    return _turned_latents(name, checkpoint.card.sha256, picture.identity, view, x0)


@st.cache_data(max_entries=64, show_spinner=False)
def _turned_latents(
    network: str, sha256: str, identity: str, view: str, _x0: Tensor
) -> TurnedLatents:
    return latent_views.turned_latents(load_checkpoint(network), _x0, view)


def _key(network: str) -> tuple[str, str]:
    """What decides the numbers beside the settings: the weights, and what computes them."""
    return load_checkpoint(network).card.sha256, engine_for(network).name


CACHES = (_opened, _named_both, _named, _turned_latents)
