"""Where a training runs: on a CPU, a GPU, or in several processes started by `torchrun`, which learn as one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import nn

from explainer.engines.hardware import training_dtype
from explainer.engines.threads import use_every_core
from explainer.networks.mixed_precision import mixed_precision


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

    def __str__(self) -> str:
        return f"{self.device}, {self.world} × {torch.get_num_threads()} threads"


def find_place() -> Place:
    """CUDA if present, else the CPU; joins the group if started by `torchrun`, which gives each process one thread."""
    torch.set_flush_denormal(True)  # numbers next to nothing count as nothing, and cost no more
    cuda = torch.cuda.is_available()
    world, rank = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("RANK", "0"))
    local = int(os.environ.get("LOCAL_RANK", "0"))
    if world > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    else:
        use_every_core()
    return Place(torch.device(f"cuda:{local}" if cuda else "cpu"), rank, world)


def share_gradients(module: nn.Module, place: Place) -> None:
    """The mean of all processes' gradients, in each of them."""
    if place.world == 1:
        return
    gradients = [p.grad for p in module.parameters() if p.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    dist.all_reduce(flat)
    parts = (flat / place.world).split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts, strict=True):
        gradient.copy_(part.view_as(gradient))


def computing_fast(device: torch.device) -> AbstractContextManager[None]:
    """A context in which networks compute in the formats that training is fastest in there."""
    return mixed_precision(device, training_dtype(device))


def wait_for_all(place: Place) -> None:
    """Returns once every process has come here."""
    if place.world > 1:
        dist.barrier()


def shared_clock(seconds: float, place: Place) -> float:
    """The leading process's clock: all use the same learning rate and leave the loop together."""
    if place.world == 1:
        return seconds
    clock = torch.tensor(seconds, dtype=torch.float64, device=place.device)
    dist.broadcast(clock, src=0)
    return float(clock)


@contextlib.contextmanager
def closing_group(place: Place) -> Iterator[None]:
    """Leave the process group whatever happens; if nothing does, together.

    The leading process may write for long after the last step, and `torchrun` ends all as soon as one fails to end well.
    """
    try:
        yield
        wait_for_all(place)
    finally:
        if place.world > 1:
            dist.destroy_process_group()
