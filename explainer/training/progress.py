"""How far a training has come, whatever it trains: its clock and its file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from torch import nn

from explainer.training.place import Place, shared_clock

Clock = Callable[[], float]


@dataclass(kw_only=True)
class Progress:
    """With what a subclass holds, everything that a resumed run must restore."""

    step: int = 0
    pictures_seen: int = 0
    seconds: float = 0.0
    losses: list[tuple[int, float]] = field(default_factory=list)  # (pictures seen, on validation)
    earlier: dict[str, Any] = field(default_factory=dict)  # the training that this one continues

    def save(self, path: Path) -> None:
        """Atomically: a kill while saving leaves the previous state whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        values = ((f.name, getattr(self, f.name)) for f in fields(self))
        torch.save({k: v.state_dict() if _has_tensors(v) else v for k, v in values}, part)
        part.replace(path)

    def restore(self, path: Path, device: torch.device) -> None:
        """Continue from a saved state."""
        saved = torch.load(path, map_location=device, weights_only=True)
        for name in (f.name for f in fields(self) if f.name in saved):
            own = getattr(self, name)
            if _has_tensors(own):
                own.load_state_dict(saved[name])
            else:
                setattr(self, name, saved[name])
            if isinstance(own, torch.optim.Optimizer):
                _keep_layout(own)

    def continues(self, training: dict[str, Any]) -> None:
        """Note the training, as a card describes it, whose weights this one begins with."""
        self.earlier = {key: training.get(key, 0) for key in ("pictures_seen", "minutes")}
        if "network" in training:  # that of another network
            self.earlier["network"] = training["network"]
        self.pictures_seen = int(self.earlier["pictures_seen"])

    def numbers(self) -> dict[str, Any]:
        """What a card says of it."""
        return {
            "pictures_seen": self.pictures_seen,
            "steps": self.step,
            "minutes": round(self.seconds / 60, 1),
            **({"continues": self.earlier} if self.earlier else {}),
        }


def _has_tensors(value: object) -> bool:
    return isinstance(value, nn.Module | torch.optim.Optimizer)


def _keep_layout(optimiser: torch.optim.Optimizer) -> None:
    """Its own numbers in the order of their weights in memory, which the fused optimiser takes for granted."""
    for weights, own in optimiser.state.items():
        for key, value in own.items():
            if value.shape == weights.shape:
                own[key] = torch.empty_like(weights).copy_(value)


def ticking(
    progress: Progress, place: Place, clock: Clock = time.monotonic
) -> Callable[[int], None]:
    """A function to call after each step, with the number of its pictures in this process."""
    before, start = progress.seconds, clock()

    def tick(pictures: int) -> None:
        progress.step += 1
        progress.pictures_seen += pictures * place.world
        progress.seconds = shared_clock(before + clock() - start, place)

    return tick
