"""What the page on the UNet shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.engines.inspection import time_codes as codes_of
from explainer.experiments import inside_unet
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.inside_unet import Guess
from explainer.experiments.views import view_of
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import first_of
from explainer.networks.inside import CUT_NOTHING, Cut
from explainer.ui.picture import Picture

# network, its weights, the picture, t, seed, words
Key = tuple[str, str, str, int, int, str]


@dataclass(frozen=True, eq=False)
class Scene:
    """What every call on the page is given: a picture under noise, and words; and the picture's identity."""

    noisy: NoisyPicture
    original: Tensor  # the picture, (c, h, w)
    identity: str
    words: str

    @property
    def checkpoint(self) -> Checkpoint:
        """The network, with its card."""
        return self.noisy.checkpoint

    @property
    def key(self) -> Key:
        """What decides the answer of the whole network."""
        card = self.checkpoint.card
        return card.name, card.sha256, self.identity, self.noisy.t, self.noisy.seed, self.words


def scene(checkpoint: Checkpoint, picture: Picture, t: int, seed: int, words: str) -> Scene:
    """A visitor's picture under the noise of t ≥ 1, and the first of several prompts."""
    original = picture.for_network(checkpoint.picture_shape)
    x0 = _x0(checkpoint.card.name, checkpoint.card.sha256, picture.identity, original)
    first = first_of(words)
    return Scene(NoisyPicture(checkpoint, x0, t, seed), original, picture.identity, first)


@st.cache_data(max_entries=64, show_spinner=False)
def _x0(network: str, sha256: str, identity: str, _original: Tensor) -> Tensor:
    return inside_unet.x0_of(load_checkpoint(network), _original)


def under_noise(scene: Scene) -> np.ndarray:
    """The noisy picture as it looks, uint8 (h, w, c)."""
    return _under_noise(*scene.key[:5], scene)


@st.cache_data(max_entries=128, show_spinner=False)
def _under_noise(
    network: str, sha256: str, identity: str, t: int, seed: int, _scene: Scene
) -> np.ndarray:
    (pictures,) = view_of(network).pictures(_scene.noisy.x_t[None])
    first: np.ndarray = pictures[0]
    return first


def whole(scene: Scene, record: Collection[str]) -> Guess:
    """`guess` of the whole network, with these activations."""
    return _whole(scene.key, tuple(sorted(record)), scene)


@st.cache_data(max_entries=16, show_spinner=False)  # of a network that ships, 4 MB each
def _whole(key: Key, record: tuple[str, ...], _scene: Scene) -> Guess:
    return inside_unet.guess(_scene.noisy, _scene.original, _scene.words, CUT_NOTHING, record)


def without(scene: Scene, cut: Cut) -> Guess:
    """`guess` of what is left of the network."""
    return _without(scene.key, tuple(sorted(cut.skips)), cut.time, cut.words, scene, cut)


@st.cache_data(max_entries=512, show_spinner=False)
def _without(
    key: Key,
    skips: tuple[str, ...],
    no_time: bool,
    no_words: bool,
    _scene: Scene,
    _cut: Cut,
) -> Guess:
    return inside_unet.guess(_scene.noisy, _scene.original, _scene.words, _cut)


def limits(checkpoint: Checkpoint, record: Collection[str]) -> dict[str, float]:
    """`inside_unet.limits` of a network."""
    return _limits(checkpoint.card.name, checkpoint.card.sha256, tuple(sorted(record)))


@st.cache_data(max_entries=64, show_spinner=False)
def _limits(network: str, sha256: str, record: tuple[str, ...]) -> dict[str, float]:
    return inside_unet.limits(network, record)


def time_codes(checkpoint: Checkpoint) -> tuple[Tensor, Tensor]:
    """`inspection.time_codes` of a network, for every t of its schedule."""
    card = checkpoint.card
    return _time_codes(card.name, card.sha256, card.T)


@st.cache_data(max_entries=16, show_spinner=False)
def _time_codes(network: str, sha256: str, T: int) -> tuple[Tensor, Tensor]:
    return codes_of(network, T)


CACHES = (_x0, _under_noise, _whole, _without, _limits, _time_codes)
