"""The training itself: the same turns as `explainer.training` makes, of a network so small that a minute is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from explainer.experiments.live.one_level import AT, coefficients
from explainer.experiments.live.pictures import SIZE, Lesson
from explainer.experiments.live.plan import Plan
from explainer.networks.config import UNetConfig
from explainer.networks.descent import (
    Example,
    descend,
    dropped,
    examples,
    learning_rate,
    new_networks,
    new_optimiser,
    turn,
)
from explainer.networks.learning import Objective, loss_at, loss_of
from explainer.networks.word_unet import WordUNet

CPU = torch.device("cpu")
DROP = 0.1  # share of conditions that are left out, for guidance
WORD_RATE = 5.0  # as in the recipes of the networks that ship


@dataclass(eq=False)
class Student:
    """A network that learns, the average of its weights, and the optimiser that moves them."""

    model: WordUNet
    average: WordUNet
    optimiser: torch.optim.Optimizer
    step: int = 0


def network_for(channels: int) -> UNetConfig:
    """A small UNet; folded into patches the pictures are 8×8, which is what makes it fast."""
    return UNetConfig(SIZE, channels, (32, 64), (False, True), blocks=1, patch=2)


def objective_of(plan: Plan) -> Objective:
    """What the network is to predict: v as all networks here, or of one noise level the picture itself."""
    return Objective() if plan.sigma is None else Objective(prediction="x0")


def new_student(plan: Plan, lesson: Lesson) -> Student:
    """Fresh weights and an optimiser without memory."""
    words = len(lesson.vocabulary)
    model, average = new_networks(network_for(lesson.x0.shape[1]), words, CPU, plan.seed)
    return Student(model, average, new_optimiser(model, plan.peak_lr, WORD_RATE))


def learning(plan: Plan, lesson: Lesson, student: Student) -> Iterator[Tensor]:
    """The loss after each turn, until the plan's steps are made."""
    generator = torch.Generator().manual_seed(1 + plan.seed)
    noise = torch.Generator().manual_seed(2 + plan.seed)
    drawn = examples(_batches(plan, lesson, generator), objective_of(plan), generator, noise)
    while student.step < plan.steps:
        rate = learning_rate(plan, student.step, student.step, plan.steps)
        loss = turn(student, lambda: _learn(plan, student, next(drawn)), rate, plan.gamma)
        student.step += 1
        yield loss


def _batches(
    plan: Plan, lesson: Lesson, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless (x0, bags), some conditions left out."""
    bags = lesson.bags if lesson.vocabulary else torch.zeros(len(lesson.x0), 0)
    while True:
        chosen = torch.randint(len(lesson.x0), (plan.batch,), generator=generator)
        yield lesson.x0[chosen], dropped(bags[chosen], DROP, 0.0, generator)


def _learn(plan: Plan, student: Student, example: Example) -> Tensor:
    return descend(student.optimiser, losses(plan, student.model, example).mean())


def losses(plan: Plan, model: WordUNet, example: Example) -> Tensor:
    """The loss of each sample, (b,): as every network here learns, or of x0 + σ·ε at the plan's one σ."""
    if plan.sigma is None:
        return loss_of(model, objective_of(plan), *example)
    x0, bags, t, eps = example
    alike, both = torch.full_like(t, AT), coefficients(plan.sigma, x0)
    return loss_at(both, model, objective_of(plan), x0, 0 * bags, alike, eps)


def weights_of(network: WordUNet) -> dict[str, Tensor]:
    """A network's weights by name."""
    return cast(dict[str, Tensor], network.state_dict())
