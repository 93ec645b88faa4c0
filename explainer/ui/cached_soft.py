"""What the page on soft estimates shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.engines.registry import engine_for
from explainer.experiments import completions, ideal
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.completions import Fan, Residual, Standings
from explainer.experiments.ideal import Hidden, Pictures
from explainer.experiments.sampling import one_step
from explainer.networks.checkpoints import Checkpoint


def estimate(noisy: NoisyPicture, identity: str) -> Tensor:
    """x̂0 (c, h, w) of one call, for the picture of this identity."""
    card = noisy.checkpoint.card
    about = card.name, card.sha256, engine_for(card.name).name, identity
    return _estimate(*about, noisy.t, noisy.seed, noisy)


@st.cache_data(max_entries=128, show_spinner=False)
def _estimate(
    network: str, sha256: str, engine: str, identity: str, t: int, seed: int, _noisy: NoisyPicture
) -> Tensor:
    return one_step(_noisy.checkpoint, _noisy.x_t[None], _noisy.t).x0[0]


def standings(run: str, identity: str, fan: Fan, x0: Tensor) -> Standings:
    """`completions.standings` of a finished run, by its id, for the picture of this identity."""
    return _standings(run, identity, fan, x0)


@st.cache_data(max_entries=128, show_spinner=False)
def _standings(run: str, identity: str, _fan: Fan, _x0: Tensor) -> Standings:
    return completions.standings(_fan, _x0)


def hidden(pictures: Pictures, checkpoint: Checkpoint, t: int, seed: int) -> Hidden:
    """`ideal.hidden` among a network's training pictures, with the schedule of another, perhaps."""
    card = checkpoint.card
    return _hidden(pictures.network, card.name, card.sha256, t, seed, pictures, checkpoint)


@st.cache_resource(max_entries=64, show_spinner=False)
def _hidden(
    known: str,
    network: str,
    sha256: str,
    t: int,
    seed: int,
    _pictures: Pictures,
    _checkpoint: Checkpoint,
) -> Hidden:
    return ideal.hidden(_pictures.training, _checkpoint.schedule, t, seed)


def residuals(pictures: Pictures, checkpoint: Checkpoint, t: int, seed: int) -> list[Residual]:
    """`Posterior.residuals` of the same."""
    card = checkpoint.card
    found = hidden(pictures, checkpoint, t, seed)
    return _residuals(pictures.network, card.name, card.sha256, t, seed, found)


@st.cache_data(max_entries=128, show_spinner=False)
def _residuals(
    known: str, network: str, sha256: str, t: int, seed: int, _hidden: Hidden
) -> list[Residual]:
    return _hidden.posterior.residuals(ideal.DRAWS, seed)


CACHES = (_estimate, _standings, _hidden, _residuals)
