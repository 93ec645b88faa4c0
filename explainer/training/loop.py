"""The training loop: DDPM's algorithm 1, an average of the weights, and a clock.

The same code runs on a CPU, a GPU, or several processes started by `torchrun`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.schedule import make_schedule
from explainer.engines.hardware import training_dtype
from explainer.networks.learning import Objective, loss_of, stratified_t
from explainer.networks.spaces import LatentSpace, Space
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pool, batches
from explainer.training.place import Place, share_gradients, shared_clock
from explainer.training.recipe import Recipe

Example = tuple[Tensor, Tensor, Tensor, Tensor]  # x0 (b, c, h, w), bags (b, words), t (b,), eps


PLAIN_PARTS = ("step", "pictures_seen", "seconds", "losses", "earlier", "codec")


@dataclass
class State:
    """Everything that a resumed run must restore."""

    model: WordUNet
    average: WordUNet
    optimiser: torch.optim.Optimizer
    step: int = 0
    pictures_seen: int = 0
    seconds: float = 0.0
    # (pictures seen, validation loss)
    losses: list[tuple[int, float]] = field(default_factory=list)
    earlier: dict[str, float] = field(default_factory=dict)  # the training that this one continues
    codec: str = ""  # hash of the codec whose latents it learns from; "" for pixels

    def save(self, path: Path) -> None:
        """Atomically: a kill while saving leaves the previous state whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        tensors = {k: getattr(self, k).state_dict() for k in ("model", "average", "optimiser")}
        plain = {k: getattr(self, k) for k in PLAIN_PARTS}
        torch.save({**tensors, **plain}, part)
        part.replace(path)

    def restore(self, path: Path, device: torch.device) -> None:
        """Continue from a saved state."""
        saved = torch.load(path, map_location=device, weights_only=True)
        for key in ("model", "average", "optimiser"):
            getattr(self, key).load_state_dict(saved[key])
        _keep_layout(self.optimiser)
        for key in PLAIN_PARTS:
            setattr(self, key, saved.get(key, getattr(self, key)))

    def learns_from(self, space: Space) -> None:
        """Note whose latents it learns from. Raises UserError if it has learned from another codec's."""
        codec = space.card.sha256 if isinstance(space, LatentSpace) else ""
        if self.step and self.codec != codec:
            raise UserError(
                "The saved state has learned from the latents of another codec. Move it away, and begin anew "
                "with --start-from."
            )
        self.codec = codec

    def start_from(self, weights: dict[str, Tensor], earlier: dict[str, float]) -> None:
        """Begin a new training with the averaged weights of an earlier one.

        The optimiser and the average start afresh; `earlier` (its pictures and minutes) is noted.
        """
        self.model.load_state_dict(weights)
        self.average.load_state_dict(weights)
        self.pictures_seen, self.earlier = int(earlier["pictures_seen"]), earlier


def _keep_layout(optimiser: torch.optim.Optimizer) -> None:
    """Its own numbers in the order of their weights in memory, which the fused optimiser takes for granted."""
    for weights, own in optimiser.state.items():
        for key, value in own.items():
            if value.shape == weights.shape:
                own[key] = torch.empty_like(weights).copy_(value)


def new_state(recipe: Recipe, device: torch.device, seed: int = 0) -> State:
    """Fresh weights (the same on every process), their average, and the optimiser."""
    torch.manual_seed(seed)
    model, average = (_network(recipe, device) for _ in range(2))
    average.load_state_dict(model.state_dict())
    # a batch holds a word once or twice, if at all: its vector must learn from fewer steps
    groups = [
        {"params": list(model.unet.parameters()), "rate": 1.0},
        {"params": [model.words], "rate": recipe.word_rate},
    ]
    optimiser = torch.optim.AdamW(
        groups, recipe.peak_lr, betas=(0.9, 0.99), weight_decay=1e-4, fused=True
    )
    return State(model, average.requires_grad_(False), optimiser)


def _network(recipe: Recipe, device: torch.device) -> WordUNet:
    model: Any = WordUNet(recipe.network, len(recipe.vocabulary)).to(device)
    return model.to(memory_format=torch.channels_last)  # in which convolutions are faster


def learning_rate(recipe: Recipe, step: int, elapsed: float, planned: float) -> float:
    """Warm up by steps, then fall linearly to zero by the clock."""
    warm = min(1.0, (step + 1) / recipe.warmup_steps)
    return recipe.peak_lr * warm * max(0.0, 1 - elapsed / planned)


@torch.no_grad()
def update_average(state: State, gamma: float) -> None:
    """EDM2's power-function average: its memory is a fixed share of the run so far."""
    weight = 1 - (1 - 1 / (state.step + 1)) ** (gamma + 1)
    torch._foreach_lerp_(list(state.average.parameters()), list(state.model.parameters()), weight)


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
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[State, Tensor]]:
    """Yields (state, loss) after every step until `seconds` of training are spent in all, by the clock."""
    examples = _examples(recipe, pool, place, state.step)
    before, start = state.seconds, clock()
    while state.seconds < seconds:
        _set_learning_rate(recipe, state, seconds)
        loss = _learn(recipe, state, next(examples), place)
        state.pictures_seen += recipe.batch * place.world
        state.seconds = shared_clock(before + clock() - start, place)
        yield state, loss


def _examples(recipe: Recipe, pool: Pool, place: Place, step: int) -> Iterator[Example]:
    """Endless (x0, bags, t, eps). A run resumed at `step`, and every process of it, draws others."""
    T, seed = make_schedule(recipe.objective.schedule).T, place.rank + place.world * step
    generator = torch.Generator().manual_seed(1 + seed)
    noise = torch.Generator(place.device).manual_seed(2 + seed)
    for x0, bags in batches(pool, recipe, generator):
        t = stratified_t(recipe.batch, T, generator)
        yield x0, bags, t, torch.randn(x0.shape, generator=noise, device=place.device)


def _set_learning_rate(recipe: Recipe, state: State, planned: float) -> None:
    for group in state.optimiser.param_groups:
        rate = learning_rate(recipe, state.step, state.seconds, planned)
        group["lr"] = group["rate"] * rate


def _learn(recipe: Recipe, state: State, example: Example, place: Place) -> Tensor:
    """One step; returns its loss."""
    dtype = training_dtype(example[0].device)
    loss = loss_of(state.model, recipe.objective, *example, dtype=dtype).mean()
    loss.backward()
    share_gradients(state.model, place)
    state.optimiser.step()
    state.optimiser.zero_grad(set_to_none=True)
    update_average(state, recipe.ema_gamma)
    state.step += 1
    return loss.detach()
