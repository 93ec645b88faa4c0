"""What the page on learning shows again and again, each computed once. The underscore keeps tensors out of a key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.engines.codecs import encoded
from explainer.engines.registry import engine_for
from explainer.experiments import loss_over_t, one_update
from explainer.experiments.live import one_level, trained
from explainer.experiments.live.drawing import unseen
from explainer.experiments.live.one_level import Trial
from explainer.experiments.live.pictures import lesson
from explainer.experiments.live.plan import Plan
from explainer.experiments.live.trained import Trained
from explainer.experiments.one_update import Answer, Pictures, Update
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.samples import SAMPLES
from explainer.ui.picture import Picture, sample_picture


def x0_of(checkpoint: Checkpoint, picture: Picture) -> Tensor:
    """A picture as the network takes it, (c, h, w): latents of one that works on latents."""
    return _x0_of(
        checkpoint.card.name, checkpoint.card.sha256, picture.identity, checkpoint, picture
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _x0_of(
    network: str, sha256: str, identity: str, _checkpoint: Checkpoint, _picture: Picture
) -> Tensor:
    return encoded(_checkpoint, _picture.for_network(_checkpoint.picture_shape)[None])[0]


def other_samples(picture: Picture) -> list[Picture]:
    """The samples, without the one that is the visitor's picture."""
    return [sample_picture(name) for name in SAMPLES if name != picture.sample]


def answer(checkpoint: Checkpoint, picture: Picture, t: int, seed: int) -> tuple[Answer, Pictures]:
    """`one_update.answer` for a picture under the noise of a seed, and what it looks like."""
    key = checkpoint.card.name, checkpoint.card.sha256, picture.identity
    return _answer(*key, t, seed, checkpoint, x0_of(checkpoint, picture))


@st.cache_data(max_entries=128, show_spinner=False)
def _answer(
    network: str,
    sha256: str,
    identity: str,
    t: int,
    seed: int,
    _checkpoint: Checkpoint,
    _x0: Tensor,
) -> tuple[Answer, Pictures]:
    asked = one_update.question(_checkpoint, _x0, t, seed)
    found = one_update.answer(_checkpoint, asked)
    return found, one_update.pictures(_checkpoint, found)


def update(checkpoint: Checkpoint, picture: Picture, t: int, seed: int, exponent: float) -> Update:
    """`one_update.update` on a picture, with the other samples beside it."""
    beside = [x0_of(checkpoint, p) for p in other_samples(picture)]
    key = checkpoint.card.name, checkpoint.card.sha256, picture.identity
    return _update(*key, t, seed, exponent, checkpoint, x0_of(checkpoint, picture), beside)


@st.cache_data(max_entries=128, show_spinner=False)
def _update(
    network: str,
    sha256: str,
    identity: str,
    t: int,
    seed: int,
    exponent: float,
    _checkpoint: Checkpoint,
    _x0: Tensor,
    _beside: Sequence[Tensor],
) -> Update:
    return one_update.update(_checkpoint, _x0, _beside, t, seed, exponent)


def loss_at(checkpoint: Checkpoint, pictures: Sequence[Picture], t: int, seed: int) -> float:
    """`loss_over_t.loss_of_pictures` of these pictures together."""
    identity = " ".join(p.identity for p in pictures)
    key = checkpoint.card.sha256, engine_for(checkpoint.card.name).name, identity, t, seed
    return _loss_at(*key, checkpoint, pictures)


@st.cache_data(max_entries=1000, show_spinner=False)
def _loss_at(
    sha256: str,
    engine: str,
    identity: str,
    t: int,
    seed: int,
    _checkpoint: Checkpoint,
    _pictures: Sequence[Picture],
) -> float:
    x0 = [x0_of(_checkpoint, picture) for picture in _pictures]
    return loss_over_t.loss_of_pictures(_checkpoint, x0, t, seed)


TRIED_ON = 64  # new pictures
LARGEST = 64  # pixels of a visitor's picture that a training gets


def small(picture: Picture) -> np.ndarray:
    """A picture as a training gets it: a square, uint8 (h, w, 3)."""
    side = min(LARGEST, *picture.pixels.shape[:2])
    return to_pixels(picture.for_network((3, side, side)))


def some_of(subject: str, picture: Picture, n: int) -> np.ndarray:
    """A few of the pictures that a training learns from, uint8 (n, h, w, c)."""
    return _some_of(subject, picture.identity if subject == "picture" else "", n, picture)


@st.cache_data(max_entries=64, show_spinner=False)
def _some_of(subject: str, identity: str, n: int, _picture: Picture) -> np.ndarray:
    return to_pixels(lesson(subject, 0, small(_picture), n).x0)


@st.cache_resource(max_entries=32, show_spinner=False)
def trained_network(subject: str, weights: bytes) -> Trained:
    """`trained.trained` for weights that a training has told."""
    return trained.trained(subject, weights)


@st.cache_data(max_entries=128, show_spinner=False)
def drawn(subject: str, weights: bytes, word: str, seed: int, n: int) -> np.ndarray:
    """`trained.drawn` of so many pictures, from this seed on."""
    return trained.drawn(trained_network(subject, weights), word, list(range(seed, seed + n)))


def trials(plan: Plan, weights: bytes) -> tuple[list[Trial], np.ndarray]:
    """`one_level.trials` of a network on pictures that it has not seen, and the average of those that it has."""
    identity = plan.line()
    return _trials(identity, weights, plan)


@st.cache_data(max_entries=16, show_spinner=False)
def _trials(identity: str, weights: bytes, _plan: Plan) -> tuple[list[Trial], np.ndarray]:
    taught = lesson(_plan.subject, _plan.seed, _plan.picture, _plan.count)
    network = trained_network(_plan.subject, weights).network
    found = one_level.trials(network, taught, unseen(_plan, TRIED_ON), _plan.seed)
    return found, to_pixels(taught.mean)


CACHES = (_x0_of, _answer, _update, _loss_at, _some_of, drawn, _trials)
