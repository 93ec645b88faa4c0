"""Descent: what one turn of a training does to the weights, whoever trains, and whatever for.

A few pictures with their noise, the loss, a step of the optimiser down its gradient, and an average of the weights
that follows. `explainer.training` repeats this for hours, a page for a minute, or once, to look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from explainer.core.schedule import make_schedule
from explainer.networks.config import UNetConfig
from explainer.networks.learning import Objective, stratified_t
from explainer.networks.word_unet import WordUNet

Step = Callable[[], Tensor]  # learns from a batch; returns its loss
Example = tuple[Tensor, Tensor, Tensor, Tensor]  # x0 (b, c, h, w), bags (b, words), t (b,), eps


class Pace(Protocol):
    """What a recipe says of its learning rate."""

    @property
    def peak_lr(self) -> float:
        """The highest learning rate."""

    @property
    def warmup_steps(self) -> int:
        """Steps until then."""


def learning_rate(pace: Pace, step: int, elapsed: float, planned: float) -> float:
    """Warm up by steps, then fall linearly to zero, by the clock or whatever else `elapsed` counts."""
    warm = min(1.0, (step + 1) / max(1, pace.warmup_steps))
    return pace.peak_lr * warm * max(0.0, 1 - elapsed / planned)


def set_learning_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Of each group of weights, as a multiple (`rate`) of the recipe's."""
    for group in optimiser.param_groups:
        value = group.get("rate", 1.0) * rate
        if isinstance(group["lr"], Tensor):  # where a recorded step looks for it
            group["lr"].fill_(value)
        else:
            group["lr"] = value


def new_networks(
    config: UNetConfig, words: int, device: torch.device, seed: int = 0
) -> tuple[WordUNet, WordUNet]:
    """A network with fresh weights, the same for the same seed, and the average of its weights, which begins as they are."""
    torch.manual_seed(seed)
    model, average = (WordUNet(config, words).to(device) for _ in range(2))
    for network in (model, average):
        channels_last(network)
    average.load_state_dict(model.state_dict())
    return model, average.requires_grad_(False)


def new_optimiser(model: WordUNet, peak_lr: float, word_rate: float) -> torch.optim.Optimizer:
    """AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101), without any memory of earlier steps."""
    # a batch holds a word once or twice, if at all: its vector must learn from fewer steps
    groups = [
        {"params": list(model.unet.parameters()), "rate": 1.0},
        {"params": [model.words], "rate": word_rate},
    ]
    return torch.optim.AdamW(groups, peak_lr, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)


def examples(
    batches: Iterable[tuple[Tensor, Tensor]],
    objective: Objective,
    generator: torch.Generator,
    noise: torch.Generator,
) -> Iterator[Example]:
    """(x0, bags, t, eps) for each (x0, bags): timesteps drawn on the CPU, noise where its generator is."""
    T = make_schedule(objective.schedule).T
    for x0, bags in batches:
        t = stratified_t(len(x0), T, generator)
        yield x0, bags, t, torch.randn(x0.shape, generator=noise, device=noise.device)


def dropped(bags: Tensor, drop: float, word_drop: float, generator: torch.Generator) -> Tensor:
    """Bags (b, words), some of them emptied, which guidance needs, and some without one of their words."""
    kept = torch.rand(len(bags), 1, generator=generator) >= drop
    if word_drop:
        kept = kept & (torch.rand(bags.shape, generator=generator) >= word_drop)
    return bags * kept.to(bags)


def descend(
    optimiser: torch.optim.Optimizer, loss: Tensor, between: Callable[[], None] = lambda: None
) -> Tensor:
    """The optimiser's step down the gradient of a loss, which comes back; `between` sees the gradient before the step."""
    loss.backward()
    between()
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.detach()


class Learner(Protocol):
    """A network that learns, the average of its weights, and the optimiser that moves them."""

    model: WordUNet
    average: WordUNet
    optimiser: torch.optim.Optimizer
    step: int


def turn(learner: Learner, learn: Step, rate: float, gamma: float) -> Tensor:
    """One turn of the training loop: a step of the network at this learning rate, and of its average; returns the loss."""
    set_learning_rate(learner.optimiser, rate)
    loss = learn()
    update_average(learner.average, learner.model, learner.step, gamma)
    return loss


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, step: int, gamma: float) -> None:
    """EDM2's power-function average: its memory is a fixed share of the run so far (arXiv:2312.02696, equation 127)."""
    weight = 1 - (1 - 1 / (step + 1)) ** (gamma + 1)
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), weight)


def channels_last(module: nn.Module) -> None:
    """The order of weights in which convolutions are fastest."""
    anything: Any = module  # torch's own types lack this argument
    anything.to(memory_format=torch.channels_last)
