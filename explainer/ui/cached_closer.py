"""What the pages of Look closer show again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from explainer.core.samplers import Step
from explainer.engines.registry import engine_for
from explainer.experiments import game as playing
from explainer.experiments import spectral
from explainer.experiments.game import Game, Way
from explainer.experiments.settings import Settings
from explainer.experiments.spectral import LEVELS, Order
from explainer.media.film import Film
from explainer.networks.checkpoints import Checkpoint, load_checkpoint


def guesses(
    checkpoint: Checkpoint, x0: Tensor, identity: str, seed: int, t: int
) -> dict[int, Tensor]:
    """`spectral.guesses` for the picture of this identity, at all LEVELS and at t ≥ 1: (c, h, w) each."""
    card = checkpoint.card
    key = card.name, card.sha256, engine_for(card.name).name, identity, seed
    found = dict(zip(LEVELS, _guesses(*key, LEVELS, x0), strict=True))
    return found if t in found else found | {t: _guesses(*key, (t,), x0)[0]}


@st.cache_data(max_entries=64, show_spinner=False)
def _guesses(
    network: str,
    sha256: str,
    engine: str,
    identity: str,
    seed: int,
    levels: tuple[int, ...],
    _x0: Tensor,
) -> Tensor:
    return spectral.guesses(load_checkpoint(network), _x0, seed, levels)


@st.cache_data(max_entries=64, show_spinner=False)
def order(run: str, _film: Film) -> Order:
    """`spectral.order` for the film of a finished run, by its id."""
    return spectral.order(_film)


def played(game: Game, way: Way, identity: str) -> list[Step]:
    """`game.played`, each call made once, for a game that began with the picture of this identity, if with one."""
    card = game.checkpoint.card
    before = played(game, way[:-1], identity) if way else []
    key = card.sha256, engine_for(card.name).name, identity, game.start
    return _played(*key, game.settings, way, game, before)


@st.cache_data(max_entries=32, show_spinner=False)
def _played(
    sha256: str,
    engine: str,
    identity: str,
    start: int,
    settings: Settings,
    way: Way,
    _game: Game,
    _before: list[Step],
) -> list[Step]:
    return playing.played(_game, way, _before)


CACHES = (_guesses, order, _played)
