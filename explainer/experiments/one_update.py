"""One update of a real network, taken apart: a picture, its noise, the answer, the loss, and what a step does to the weights.

The step is the training loop's own (`explainer.networks.descent`), on a copy of the weights: the network that all
visitors share never changes. The optimiser begins without the memory that it had in training, as that is not kept.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.noise import unit_noise
from explainer.engines.batching import BATCHER
from explainer.experiments.views import view_of
from explainer.networks.checkpoints import Checkpoint, ModelCard
from explainer.networks.descent import (
    Example,
    channels_last,
    descend,
    new_optimiser,
    set_learning_rate,
)
from explainer.networks.learning import Objective, loss_at, target_of
from explainer.networks.word_unet import WordUNet

WORD_RATE = 5.0  # where the card does not say it: as in most recipes
EXPONENTS = (-6.0, -5.0, -4.0, -3.5, -3.0, -2.5, -2.0)  # of the learning rates that are tried
OTHERS = 1000  # added to the seed, for the noise of other pictures


@dataclass(frozen=True, eq=False)
class Question:
    """What the network is asked: a picture and the noise over it, (c, h, w) each, at one t, and what its answer should be."""

    t: int
    x0: Tensor
    eps: Tensor
    x_t: Tensor
    target: Tensor
    signal: float  # √ᾱ_t
    noise: float  # √(1−ᾱ_t)


@dataclass(frozen=True, eq=False)
class Answer:
    """What the network says when it is asked, (c, h, w), and how wrong that is."""

    question: Question
    said: Tensor
    loss: float


@dataclass(frozen=True)
class Tried:
    """One learning rate: the loss after a step of that size, on the same picture and on others."""

    rate: float
    same: float
    others: float


@dataclass(frozen=True, eq=False)
class Update:
    """One step: the losses before and after, and how far it has moved the weights."""

    question: Question
    before: Tried  # at rate 0
    tried: tuple[Tried, ...]  # EXPONENTS in turn
    chosen: Tried
    weights: int  # how many there are
    size: float  # root of their mean square
    moved: float  # root of the mean square of their change


def objective_of(checkpoint: Checkpoint) -> Objective:
    """What a network was trained for, as its card has it."""
    return Objective(checkpoint.card.schedule, checkpoint.card.prediction)


def question(checkpoint: Checkpoint, x0: Tensor, t: int, seed: int) -> Question:
    """A picture (c, h, w) under the noise of a seed, at t ≥ 1."""
    (eps,) = unit_noise((x0.shape[0], x0.shape[1], x0.shape[2]), [seed])
    signal, noise = checkpoint.schedule.coefficients(torch.tensor([t]), x0[None])
    target = target_of(objective_of(checkpoint), (signal, noise), x0[None], eps[None])
    x_t = signal * x0 + noise * eps
    return Question(t, x0, eps, x_t[0], target[0], float(signal), float(noise))


def word_rate(card: ModelCard) -> float:
    """By how much faster than the rest the words' vectors learned."""
    training = card.training
    if not training.get("peak_learning_rate"):
        return WORD_RATE
    return float(training["word_learning_rate"] / training["peak_learning_rate"])


def answer(checkpoint: Checkpoint, asked: Question) -> Answer:
    """What the network says of x_t, in the thread of all network calls."""
    return BATCHER.run(partial(_answer, checkpoint, asked))


@torch.inference_mode()
def _answer(checkpoint: Checkpoint, asked: Question) -> Answer:
    said: list[Tensor] = []

    def network(x: Tensor, k: Tensor, bags: Tensor) -> Tensor:
        said.append(checkpoint.model(x, k, bags))
        return said[0]

    loss = losses(checkpoint, network, example_of(checkpoint, asked))
    return Answer(asked, said[0][0], float(loss))


def example_of(checkpoint: Checkpoint, asked: Question) -> Example:
    """The same as the training loop has it, a batch of one, told no words."""
    words = len(checkpoint.card.vocabulary)
    return asked.x0[None], torch.zeros(1, words), torch.tensor([asked.t]), asked.eps[None]


def learner_of(checkpoint: Checkpoint) -> WordUNet:
    """A copy of a network, to be changed, in memory as a training has it: other orders round otherwise."""
    model = copy.deepcopy(checkpoint.model).requires_grad_(True)
    channels_last(model)
    return model


def stepped(checkpoint: Checkpoint, example: Example, rate: float) -> WordUNet:
    """A copy of the network after one step of the optimiser at this learning rate."""
    model = learner_of(checkpoint)
    optimiser = new_optimiser(model, rate, word_rate(checkpoint.card))
    set_learning_rate(optimiser, rate)
    descend(optimiser, losses(checkpoint, model, example).mean())
    return model.requires_grad_(False)


def losses(checkpoint: Checkpoint, model: Any, example: Example) -> Tensor:
    """The training's loss of each sample, (b,)."""
    x0, bags, t, eps = example
    coefficients = checkpoint.schedule.coefficients(t, x0)
    return loss_at(coefficients, model, objective_of(checkpoint), x0, bags, t, eps)


def update(
    checkpoint: Checkpoint, x0: Tensor, others: Sequence[Tensor], t: int, seed: int, exponent: float
) -> Update:
    """One step on a picture at t, at the rate 10**exponent, and what it does to the loss of the others at the same t.

    In the thread of all network calls, as several calls, so that nobody waits for long.
    """
    asked = question(checkpoint, x0, t, seed)
    example = example_of(checkpoint, asked)
    beside = _together(checkpoint, others, t, seed)
    rate = 10.0**exponent
    far = BATCHER.run(partial(stepped, checkpoint, example, 10.0 ** EXPONENTS[-1]))
    near = BATCHER.run(partial(stepped, checkpoint, example, rate))
    measure = partial(_tried, checkpoint, example, beside)
    start = checkpoint.model
    between = [
        BATCHER.run(partial(measure, _mixed(start, far, 10.0 ** (e - EXPONENTS[-1])), 10.0**e))
        for e in EXPONENTS
    ]
    return Update(
        asked,
        BATCHER.run(partial(measure, start, 0.0)),
        tuple(between),
        BATCHER.run(partial(measure, near, rate)),
        *_far(start, near),
    )


def _together(checkpoint: Checkpoint, others: Sequence[Tensor], t: int, seed: int) -> Example:
    """Other pictures as one batch, each under a noise of its own."""
    asked = [question(checkpoint, x0, t, seed + OTHERS + i) for i, x0 in enumerate(others)]
    each = [example_of(checkpoint, one) for one in asked]
    x0, bags, ts, eps = (torch.cat(parts) for parts in zip(*each, strict=True))
    return x0, bags, ts, eps


@torch.inference_mode()
def _tried(
    checkpoint: Checkpoint, example: Example, beside: Example, model: WordUNet, rate: float
) -> Tried:
    same, others = (float(losses(checkpoint, model, e).mean()) for e in (example, beside))
    return Tried(rate, same, others)


@torch.no_grad()
def _mixed(start: WordUNet, end: WordUNet, share: float) -> WordUNet:
    """A share of the way from one to the other: the optimiser's first step is proportional to its learning rate."""
    mixed = copy.deepcopy(start)
    torch._foreach_lerp_(list(mixed.parameters()), list(end.parameters()), share)
    return mixed


def _far(start: WordUNet, end: WordUNet) -> tuple[int, float, float]:
    """How many weights there are, how large they are, and how far they have moved."""
    before, after = (
        torch.cat([p.detach().flatten() for p in model.parameters()]).double()
        for model in (start, end)
    )
    return (
        len(before),
        float(before.square().mean().sqrt()),
        float((after - before).square().mean().sqrt()),
    )


@dataclass(frozen=True, eq=False)
class Pictures:
    """What is to be seen of an answer: uint8 (h, w, c) each."""

    x0: np.ndarray
    eps: np.ndarray
    x_t: np.ndarray
    answer: np.ndarray
    target: np.ndarray


def pictures(checkpoint: Checkpoint, found: Answer) -> Pictures:
    """The picture as it is, and decoded where the network works on latents; noise and answers on one scale."""
    view, asked = view_of(checkpoint.card.name), found.question
    x0, x_t = (p[0] for p in view.pictures(asked.x0[None], asked.x_t[None]))
    eps, answer, target = view.noise(torch.stack([asked.eps, found.said, asked.target]))
    return Pictures(x0, eps, x_t, answer, target)
