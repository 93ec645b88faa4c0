"""What the page that looks for copies shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.engines.registry import engine_for
from explainer.experiments import copies
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.copies import Beside, Nearest
from explainer.experiments.ideal import Pictures


def usual(known: Pictures) -> Tensor:
    """`copies.of_test_pictures` of a network's pictures."""
    return _usual(known.network, known)


@st.cache_data(max_entries=8, show_spinner=False)
def _usual(network: str, _known: Pictures) -> Tensor:
    return copies.of_test_pictures(_known)


def beside(noisy: NoisyPicture, known: Pictures, identity: str) -> Beside:
    """`copies.beside` for the picture of this identity."""
    card = noisy.checkpoint.card
    about = card.name, card.sha256, engine_for(card.name).name, identity
    return _beside(*about, noisy.t, noisy.seed, noisy, known)


@st.cache_resource(max_entries=64, show_spinner=False)
def _beside(
    network: str,
    sha256: str,
    engine: str,
    identity: str,
    t: int,
    seed: int,
    _noisy: NoisyPicture,
    _known: Pictures,
) -> Beside:
    return copies.beside(_noisy, _known)


def searched(identity: str, pictures: Tensor, known: Pictures) -> list[Nearest]:
    """`copies.searched` for pictures of this identity, a finished run's or the visitor's."""
    return _searched(identity, known.network, pictures, known)


@st.cache_data(max_entries=128, show_spinner=False)
def _searched(identity: str, network: str, _pictures: Tensor, _known: Pictures) -> list[Nearest]:
    return copies.searched(_pictures, _known, usual(_known))


CACHES = (_usual, _beside, _searched)
