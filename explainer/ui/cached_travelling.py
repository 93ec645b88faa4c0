"""What the page on mixing and travelling shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.engines.registry import engine_for
from explainer.experiments import travelling
from explainer.experiments.travelling import Trip
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.ui.picture import Picture


def trip(checkpoint: Checkpoint, picture: Picture, steps: int) -> Trip:
    """`travelling.trip` for a visitor's picture."""
    x0 = picture.for_network(checkpoint.picture_shape)
    return _trip(*_key(checkpoint), picture.identity, steps, x0)


@st.cache_data(max_entries=128, show_spinner=False)
def _trip(network: str, sha256: str, engine: str, identity: str, steps: int, _x0: Tensor) -> Trip:
    return travelling.trip(load_checkpoint(network), _x0, steps)


def noises_of_pictures(checkpoint: Checkpoint, first: Picture, second: Picture) -> Tensor:
    """`travelling.noises_of_pictures` for two pictures."""
    shape = checkpoint.picture_shape
    both = first.for_network(shape), second.for_network(shape)
    return _noises(*_key(checkpoint), first.identity, second.identity, *both)


@st.cache_data(max_entries=64, show_spinner=False)
def _noises(
    network: str, sha256: str, engine: str, first: str, second: str, _a: Tensor, _b: Tensor
) -> Tensor:
    return travelling.noises_of_pictures(network, [_a, _b])


def _key(checkpoint: Checkpoint) -> tuple[str, str, str]:
    """What decides the numbers beside the pictures: the weights, and what computes them."""
    name = checkpoint.card.name
    return name, checkpoint.card.sha256, engine_for(name).name


CACHES = (_trip, _noises)
