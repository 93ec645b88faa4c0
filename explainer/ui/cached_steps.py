"""What the page on steps shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from torch import Tensor

from explainer.experiments import convergence, exact_flow, forks, grids
from explainer.experiments.convergence import Curve, Curves, End
from explainer.experiments.grids import Score
from explainer.networks.checkpoints import read_card


def gaussian_curves() -> dict[str, Curve]:
    """`exact_flow.gaussian_curves`."""
    return _gaussian_curves()


@st.cache_data(max_entries=1, show_spinner=False)
def _gaussian_curves() -> dict[str, Curve]:
    return exact_flow.gaussian_curves()


def measured(network: str, runs: Sequence[str], found: Mapping[str, Sequence[End]]) -> Curves:
    """`convergence.measured` for the runs of these ids."""
    return _measured(network, read_card(network).sha256, tuple(runs), found)


@st.cache_data(max_entries=64, show_spinner=False)
def _measured(
    network: str, sha256: str, runs: tuple[str, ...], _found: Mapping[str, Sequence[End]]
) -> Curves:
    return convergence.measured(network, _found)


def score(network: str, run: str, reference: str, end: Tensor, other: Tensor) -> Score:
    """`grids.score` of the run of one id beside that of another, by where they end."""
    return _score(network, read_card(network).sha256, run, reference, end, other)


@st.cache_data(max_entries=512, show_spinner=False)
def _score(
    network: str, sha256: str, run: str, reference: str, _end: Tensor, _other: Tensor
) -> Score:
    return grids.score(network, _end, _other)


def branches_apart(network: str, run: str, ends: Tensor) -> list[float]:
    """`forks.apart` for the run of this id."""
    return _branches_apart(network, read_card(network).sha256, run, ends)


@st.cache_data(max_entries=128, show_spinner=False)
def _branches_apart(network: str, sha256: str, run: str, _ends: Tensor) -> list[float]:
    return forks.apart(network, _ends)


CACHES = (_gaussian_curves, _measured, _score, _branches_apart)
