"""The training loop: DDPM's algorithm 1, an average of the weights, and a clock.

The same code runs on a CPU, a GPU, or several processes started by `torchrun`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.schedule import make_schedule
from explainer.engines.hardware import training_dtype
from explainer.networks.descent import (
    Example,
    Step,
    descend,
    examples,
    learning_rate,
    new_networks,
    new_optimiser,
    turn,
)
from explainer.networks.learning import Objective, loss_of, stratified_t
from explainer.networks.spaces import LatentSpace, Space
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pool, batches
from explainer.training.place import Place, share_gradients
from explainer.training.progress import Clock, Progress, ticking
from explainer.training.recipe import Recipe
from explainer.training.together import Together


@dataclass(kw_only=True)
class State(Progress):
    """Everything that a resumed run must restore."""

    vocabulary: tuple[str, ...] = ()  # before the weights, which need as many
    model: WordUNet
    average: WordUNet
    optimiser: torch.optim.Optimizer
    codec: str = ""  # hash of the codec whose latents it learns from; "" for pixels
    changes: dict[str, Any] = field(
        default_factory=dict
    )  # of the recipe, as its last command asked

    def learns_from(self, space: Space) -> None:
        """Note whose latents it learns from. Raises UserError if it has learned from another codec's."""
        codec = space.card.sha256 if isinstance(space, LatentSpace) else ""
        if self.step and self.codec != codec:
            raise UserError(
                "The saved state has learned from the latents of another codec. Move it away, and begin anew "
                "with --start-from."
            )
        self.codec = codec

    def start_from(self, weights: dict[str, Tensor], training: dict[str, Any]) -> None:
        """Begin a new training with the averaged weights of an earlier one, whose card says so much of it.

        The optimiser and the average start afresh.
        """
        self.model.load_state_dict(weights)
        self.average.load_state_dict(weights)
        self.continues(training)

    def begin_as(self, weights: dict[str, Tensor], training: dict[str, Any]) -> None:
        """Begin with the averaged UNet of another network, whose words are not this one's."""
        unet = {key: value for key, value in weights.items() if key != "words"}
        for network in (self.model, self.average):
            network.load_state_dict(unet, strict=False)
        self.continues(training)
        self.pictures_seen = 0  # of its own pictures


def new_state(recipe: Recipe, device: torch.device, seed: int = 0) -> State:
    """Fresh weights (the same on every process), their average, and the optimiser."""
    model, average = new_networks(recipe.network, len(recipe.vocabulary), device, seed)
    return State(
        vocabulary=recipe.vocabulary,
        model=model,
        average=average,
        optimiser=new_optimiser(model, recipe.peak_lr, recipe.word_rate),
    )


@torch.no_grad()
def validation_loss(model: WordUNet, objective: Objective, pool: Pool, n: int = 256) -> float:
    """Loss of `model` on n fixed pictures, timesteps and noises."""
    generator = torch.Generator().manual_seed(1)
    chosen = torch.multinomial(pool.probability, n, replacement=True, generator=generator)
    chosen = chosen.to(pool.bags.device)
    x0, bags = pool.plain(chosen), pool.bags[chosen]
    t = stratified_t(n, make_schedule(objective.schedule).T, generator)
    eps = torch.randn(x0.shape, generator=generator).to(x0.device)
    return mean_loss(model, objective, x0, bags, t, eps)


@torch.inference_mode()
def mean_loss(
    model: WordUNet, objective: Objective, x0: Tensor, bags: Tensor, t: Tensor, eps: Tensor
) -> float:
    """`loss_of` any number of pictures, a few at a time."""
    dtype = training_dtype(x0.device)
    parts = zip(*(a.split(64) for a in (x0, bags, t, eps)), strict=True)
    losses = [loss_of(model, objective, *part, dtype=dtype) for part in parts]
    return float(torch.cat(losses).mean())


def train(
    recipe: Recipe,
    state: State,
    pool: Pool,
    place: Place,
    seconds: float,
    clock: Clock = time.monotonic,
    learn: Step | None = None,
) -> Iterator[tuple[State, Tensor]]:
    """Yields (state, loss) after every step until `seconds` of training are spent in all, by the clock.

    `learn` takes the place of a step as any device can do it.
    """
    learn, tick = learn or _learning(recipe, state, pool, place), ticking(state, place, clock)
    together = Together(place)
    while state.seconds < seconds:
        rate = learning_rate(recipe, state.step, state.seconds, seconds)
        with together.step():
            loss = turn(state, learn, rate, recipe.ema_gamma)
        tick(recipe.batch)
        yield state, loss


def _examples(recipe: Recipe, pool: Pool, place: Place, step: int) -> Iterator[Example]:
    """Endless (x0, bags, t, eps). A run resumed at `step`, and every process of it, draws others."""
    seed = place.rank + place.world * step
    generator = torch.Generator().manual_seed(1 + seed)
    noise = torch.Generator(place.device).manual_seed(2 + seed)
    return examples(batches(pool, recipe, generator), recipe.objective, generator, noise)


def _learning(recipe: Recipe, state: State, pool: Pool, place: Place) -> Step:
    drawn, dtype = _examples(recipe, pool, place, state.step), training_dtype(place.device)

    def learn() -> Tensor:
        loss = loss_of(state.model, recipe.objective, *next(drawn), dtype=dtype).mean()
        return descend_together(state, loss, place)

    return learn


def descend_together(state: State, loss: Tensor, place: Place) -> Tensor:
    """The optimiser's step down the gradient of a loss, the mean of all processes' gradients; the loss comes back."""
    return descend(state.optimiser, loss, partial(share_gradients, state.model, place))
