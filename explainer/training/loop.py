"""The training loop: DDPM's algorithm 1, an average of the weights, and a clock.

The same code runs on a CPU, a GPU, or several processes started by `torchrun`.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from explainer.core.schedule import make_schedule
from explainer.engines.hardware import training_dtype
from explainer.media.pictures import to_model_range
from explainer.networks.learning import Objective, loss_of, stratified_t
from explainer.networks.word_unet import WordUNet
from explainer.training.data import Pictures, batches
from explainer.training.recipe import Recipe

Example = tuple[Tensor, Tensor, Tensor, Tensor]  # x0 (b, c, h, w), bags (b, words), t (b,), eps


@dataclass(frozen=True)
class Place:
    """Where this process trains: its device and its rank among `world` processes."""

    device: torch.device
    rank: int = 0
    world: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process prints and saves."""
        return self.rank == 0


def find_place() -> Place:
    """CUDA if present, else the CPU; joins the group if started by `torchrun`."""
    cuda = torch.cuda.is_available()
    world, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    return Place(torch.device(f"cuda:{local}" if cuda else "cpu"), rank, world)


PLAIN_PARTS = ("step", "pictures_seen", "seconds", "losses", "earlier")


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
        for key in PLAIN_PARTS:
            setattr(self, key, saved[key])

    def start_from(self, weights: dict[str, Tensor], earlier: dict[str, float]) -> None:
        """Begin a new training with the averaged weights of an earlier one.

        The optimiser and the average start afresh; `earlier` (its pictures and minutes) is noted.
        """
        self.model.load_state_dict(weights)
        self.average.load_state_dict(weights)
        self.pictures_seen, self.earlier = int(earlier["pictures_seen"]), earlier


def new_state(recipe: Recipe, device: torch.device, seed: int = 0) -> State:
    """Fresh weights (the same on every process), their average, and the optimiser."""
    torch.manual_seed(seed)
    model, average = (WordUNet(recipe.network, len(recipe.vocabulary)).to(device) for _ in range(2))
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
def validation_loss(
    model: WordUNet, objective: Objective, pictures: Pictures, n: int = 256
) -> float:
    """Loss of `model` on n fixed pictures, timesteps and noises."""
    generator = torch.Generator().manual_seed(1)
    chosen = torch.multinomial(pictures.probability, n, replacement=True, generator=generator)
    device = pictures.images.device
    x0 = to_model_range(pictures.images[chosen.to(device)])
    T = make_schedule(objective.schedule).T
    bags, t = pictures.bags[chosen.to(device)], stratified_t(n, T, generator)
    eps = torch.randn(x0.shape, generator=generator).to(device)
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
    pictures: Pictures,
    place: Place,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[State, Tensor]]:
    """Yields (state, loss) after every step until `seconds` of training are spent in all, by the clock."""
    model: torch.nn.Module = state.model
    if place.world > 1:
        model = DistributedDataParallel(model)
    examples = _examples(recipe, pictures, place, state.step)
    before, start = state.seconds, clock()
    while state.seconds < seconds:
        _set_learning_rate(recipe, state, seconds)
        loss = _learn(model, recipe, state, next(examples))
        state.pictures_seen += recipe.batch * place.world
        state.seconds = _shared_clock(before + clock() - start, place)
        yield state, loss


def _examples(recipe: Recipe, pictures: Pictures, place: Place, step: int) -> Iterator[Example]:
    """Endless (x0, bags, t, eps). A run resumed at `step`, and every process of it, draws others."""
    T, seed = make_schedule(recipe.objective.schedule).T, place.rank + place.world * step
    generator = torch.Generator().manual_seed(1 + seed)
    noise = torch.Generator(place.device).manual_seed(2 + seed)
    for x0, bags in batches(pictures, recipe, generator):
        t = stratified_t(recipe.batch, T, generator)
        yield x0, bags, t, torch.randn(x0.shape, generator=noise, device=place.device)


def _set_learning_rate(recipe: Recipe, state: State, planned: float) -> None:
    for group in state.optimiser.param_groups:
        rate = learning_rate(recipe, state.step, state.seconds, planned)
        group["lr"] = group["rate"] * rate


def _learn(model: torch.nn.Module, recipe: Recipe, state: State, example: Example) -> Tensor:
    """One step; returns its loss."""
    dtype = training_dtype(example[0].device)
    loss = loss_of(model, recipe.objective, *example, dtype=dtype).mean()
    loss.backward()
    state.optimiser.step()
    state.optimiser.zero_grad(set_to_none=True)
    update_average(state, recipe.ema_gamma)
    state.step += 1
    return loss.detach()


def _shared_clock(seconds: float, place: Place) -> float:
    """The leading process's clock: all use the same learning rate and leave the loop together."""
    if place.world == 1:
        return seconds
    clock = torch.tensor(seconds, dtype=torch.float64, device=place.device)
    dist.broadcast(clock, src=0)
    return float(clock)


@contextlib.contextmanager
def closing_group(place: Place) -> Iterator[None]:
    """Leave the process group whatever happens."""
    try:
        yield
    finally:
        if place.world > 1:
            dist.destroy_process_group()
