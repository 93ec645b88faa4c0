"""A step of training that stays on the device: pictures, noise and all that is random are drawn there.

On a GPU the whole step is recorded once and replayed (a CUDA graph): at this size, starting its thousand small
operations one by one would take longer than they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.schedule import make_schedule
from explainer.engines.hardware import training_dtype
from explainer.networks.descent import Step
from explainer.networks.learning import loss_at
from explainer.training.latents import Latents
from explainer.training.loop import State, descend_together
from explainer.training.place import Place
from explainer.training.recipe import Recipe

WARM_UP = 3  # steps before one is recorded, for libraries to make their choices


@dataclass(frozen=True, eq=False)
class Draws:
    """Everything that a batch is drawn from, on the device."""

    recipe: Recipe
    pool: Latents
    cumulated: Tensor  # probability of this picture or one before it, (N,)
    signal: Tensor  # √ᾱ_t, (T+1, 1, 1, 1)
    noise: Tensor  # √(1−ᾱ_t)

    def examples(self) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor, Tensor, Tensor]:
        """(√ᾱ_t, √(1−ᾱ_t)), x0, bags, t, eps: as `training.loop` draws them, up to chance."""
        recipe, device = self.recipe, self.pool.bags.device
        chosen = self._chosen(recipe.batch)
        view = torch.randint(len(self.pool.views), (recipe.batch,), device=device)
        x0 = self.pool.views[view, chosen].float()
        t = self._timesteps(recipe.batch)
        return (self.signal[t], self.noise[t]), x0, self._bags(chosen), t, torch.randn_like(x0)

    def _chosen(self, n: int) -> Tensor:
        where = torch.rand(n, device=self.cumulated.device, dtype=self.cumulated.dtype)
        return torch.searchsorted(self.cumulated, where).clamp(max=len(self.pool) - 1)

    def _timesteps(self, n: int) -> Tensor:
        """One from each of n equal strata; the pictures come in random order already."""
        T, device = len(self.signal) - 1, self.signal.device
        strata = (torch.arange(n, device=device) + torch.rand(n, device=device)) / n
        return (strata * T).long().clamp(max=T - 1) + 1

    def _bags(self, chosen: Tensor) -> Tensor:
        bags = self.pool.bags[chosen]
        kept = torch.rand(len(bags), 1, device=bags.device) >= self.recipe.drop
        if self.recipe.word_drop:
            kept = kept & (torch.rand_like(bags) >= self.recipe.word_drop)
        return bags * kept


def draws_of(recipe: Recipe, pool: Latents) -> Draws:
    """For a pool that lies on the device."""
    device, schedule = pool.bags.device, make_schedule(recipe.objective.schedule)
    every = torch.arange(schedule.T + 1)
    signal, noise = schedule.coefficients(every, torch.zeros(1, 1, 1, 1, device=device))
    cumulated = pool.probability.cumsum(0)
    return Draws(recipe, pool, (cumulated / cumulated[-1]).to(device), signal, noise)


def learning_on(recipe: Recipe, state: State, pool: Latents, place: Place) -> Step:
    """A step that never waits for the host."""
    draws, dtype = draws_of(recipe, pool), training_dtype(place.device)

    def learn() -> Tensor:
        coefficients, x0, bags, t, eps = draws.examples()
        error = loss_at(coefficients, state.model, recipe.objective, x0, bags, t, eps, dtype=dtype)
        return descend_together(state, error.mean(), place)

    return learn


def recorded(learn: Step, optimiser: torch.optim.Optimizer, device: torch.device) -> Step:
    """The same step as one CUDA graph; the learning rate becomes a tensor that it reads."""
    for group in optimiser.param_groups:
        group["capturable"], group["lr"] = True, torch.zeros((), device=device)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UP):  # at a learning rate of 0
            learn()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = learn()

    def replay() -> Tensor:
        graph.replay()
        return loss

    return replay


def fastest_step(
    recipe: Recipe, state: State, pool: Latents, place: Place, say: Callable[[str], None]
) -> Step:
    """Recorded where that works; else started one operation after the other."""
    learn = learning_on(recipe, state, pool, place)
    if place.device.type != "cuda":
        return learn
    try:
        return recorded(learn, state.optimiser, place.device)
    except RuntimeError as error:
        say(f"the step could not be recorded, so it is started anew each time: {error}")
        return learn
