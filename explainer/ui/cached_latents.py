"""What the page on latents shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.experiments import latent, latent_edits, latent_noise
from explainer.experiments.latent import ThereAndBack
from explainer.experiments.latent_edits import Mixture, Place, Turned
from explainer.experiments.latent_noise import Noised
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui.picture import Picture


def there_and_back(checkpoint: Checkpoint, picture: Picture) -> ThereAndBack:
    """`latent.there_and_back` for a visitor's picture."""
    x0 = picture.for_network(checkpoint.picture_shape)
    return _there_and_back(*_key(checkpoint), picture.identity, x0)


@st.cache_data(max_entries=64, show_spinner=False)
def _there_and_back(network: str, sha256: str, identity: str, _x0: Tensor) -> ThereAndBack:
    return latent.there_and_back(load_checkpoint(network), _x0)


def in_both_spaces(
    checkpoint: Checkpoint, there: ThereAndBack, identity: str, t: int, seed: int
) -> Noised:
    """`latent_noise.in_both_spaces` for the picture of this identity."""
    return _in_both_spaces(*_key(checkpoint), identity, t, seed, there)


@st.cache_data(max_entries=128, show_spinner=False)
def _in_both_spaces(
    network: str, sha256: str, identity: str, t: int, seed: int, _there: ThereAndBack
) -> Noised:
    return latent_noise.in_both_spaces(load_checkpoint(network), _there, t, seed)


def turned(
    checkpoint: Checkpoint,
    there: ThereAndBack,
    identity: str,
    channel: int,
    place: Place | None,
    push: float,
) -> Turned:
    """`latent_edits.turned` for the picture of this identity."""
    return _turned(*_key(checkpoint), identity, channel, place, push, there)


@st.cache_data(max_entries=128, show_spinner=False)
def _turned(
    network: str,
    sha256: str,
    identity: str,
    channel: int,
    place: Place | None,
    push: float,
    _there: ThereAndBack,
) -> Turned:
    return latent_edits.turned(load_checkpoint(network), _there.latents, channel, place, push)


def mixed(checkpoint: Checkpoint, a: Picture, b: Picture, share: float) -> Mixture:
    """`latent_edits.mixed` for two pictures."""
    shape = checkpoint.picture_shape
    both = a.for_network(shape), b.for_network(shape)
    return _mixed(*_key(checkpoint), a.identity, b.identity, share, *both)


@st.cache_data(max_entries=128, show_spinner=False)
def _mixed(
    network: str, sha256: str, first: str, second: str, share: float, _a: Tensor, _b: Tensor
) -> Mixture:
    return latent_edits.mixed(load_checkpoint(network), _a, _b, share)


def _key(checkpoint: Checkpoint) -> tuple[str, str]:
    """What decides its codec and its schedule."""
    return checkpoint.card.name, checkpoint.card.sha256


CACHES = (_there_and_back, _in_both_spaces, _turned, _mixed)
