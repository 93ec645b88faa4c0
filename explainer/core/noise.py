"""Noise: one generator per sample, so that a sample never depends on the batch it was made in.

Generators always run on the CPU, in float32: the same seed gives the same noise on every device.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from explainer.core.schedule import NoiseSchedule

Shape = tuple[int, int, int]  # channels, height, width of one sample

# separate streams of one visitor's seed: the noise that starts a run, the noise added on the way, and the noise
# that known parts of a picture are given (editing)
START, WALK, KNOWN = 0, 1, 2
# noises of a path, so that they need little memory; torch.randn makes numbers in blocks, and noises that are
# whole blocks are the same whether drawn one by one or at once
DRAWN_AT_ONCE, BLOCK = 16, 16


def _generators(seeds: Iterable[int], stream: int) -> list[torch.Generator]:
    # torch's CPU generator heeds only the low 32 bits of a seed: stream and seed are mixed into those
    mixed = (np.random.SeedSequence([stream, seed]).generate_state(1)[0] for seed in seeds)
    return [torch.Generator().manual_seed(int(m)) for m in mixed]


def _draw(shape: Shape, generators: Sequence[torch.Generator]) -> Tensor:
    return torch.stack([torch.randn(shape, generator=g) for g in generators])


def unit_noise(shape: Shape, seeds: Sequence[int], stream: int = START) -> Tensor:
    """ε ~ N(0, I), shape (len(seeds), *shape); row i depends on seeds[i] alone."""
    return _draw(shape, _generators(seeds, stream))


def walk_into_noise(schedule: NoiseSchedule, x0: Tensor, t: int, seeds: Sequence[int]) -> Tensor:
    """x_t reached in t small steps, x_s = √(1−β_s)·x_{s−1} + √β_s·z (DDPM, equation 2).

    x0: (b, c, h, w), one seed each. The same distribution as one jump by `schedule.add_noise`.
    """
    generators, beta, x = _generators(seeds, WALK), schedule.beta, x0
    c, h, w = x0.shape[1:]
    for s in range(t):
        b = float(beta[s])  # β_{s+1}
        x = (1 - b) ** 0.5 * x + b**0.5 * _draw((c, h, w), generators)
    return x


class StepNoise(Protocol):
    """The unit noise that a stochastic sampler adds on the move from t to t_next: (b, c, h, w)."""

    def __call__(self, t: int, t_next: int) -> Tensor: ...


@dataclass(eq=False)
class FreshNoise:
    """New noise at every move, unrelated between runs of different step counts."""

    shape: Shape
    seeds: Sequence[int]
    stream: int = WALK
    _generators: list[torch.Generator] = field(init=False)

    def __post_init__(self) -> None:
        self._generators = _generators(self.seeds, self.stream)

    def __call__(self, t: int, t_next: int) -> Tensor:
        return _draw(self.shape, self._generators)


@dataclass(eq=False)
class BrownianNoise:
    """Noise from one Brownian path per sample, indexed by the signal-to-noise ratio r = ᾱ/(1−ᾱ).

    The unit noise of the move t → t' is (B(r') − B(r))/√(r' − r), r rising as t falls. Drawing the
    increments of the finest grid, one per timestep, makes runs of any step count share the path:
    with a constant denoiser they all end in the same x_t. Moves must follow one another downwards.
    """

    schedule: NoiseSchedule
    shape: Shape
    seeds: Sequence[int]
    _generators: list[torch.Generator] = field(init=False)

    def __post_init__(self) -> None:
        self._generators = _generators(self.seeds, WALK)
        self._t, self._r = self.schedule.T, self.schedule.snr

    def __call__(self, t: int, t_next: int) -> Tensor:
        self._down_to(t)  # a walk that starts below T leaves the path above it unused
        total = self._down_to(max(t_next, 1))
        if t_next == 0:  # r is infinite there, and the posterior has no variance left
            return total
        r = self._r
        return total / (r[t_next] - r[t]).sqrt().to(total)

    def _down_to(self, t: int) -> Tensor:
        """B(r_t) − B of where the path stands, the sum of the increments of every timestep between."""
        rises = self._r[t : self._t + 1].flip(0).diff()
        self._t = min(t, self._t)
        total = torch.zeros(len(self.seeds), *self.shape)
        whole_blocks = math.prod(self.shape) % BLOCK == 0
        for scales in rises.sqrt().float().split(DRAWN_AT_ONCE if whole_blocks else 1):
            shape = (len(scales), *self.shape)
            z = torch.stack([torch.randn(shape, generator=g) for g in self._generators], 1)
            for i, scale in enumerate(scales.tolist()):
                total += scale * z[i]
        return total


def noised(x0: Tensor, t: int, seed: int, schedule: NoiseSchedule) -> tuple[Tensor, Tensor]:
    """(x_t, ε), each (c, h, w): one picture, one seed, one ε, on every page."""
    c, h, w = x0.shape
    eps = unit_noise((c, h, w), [seed])
    return schedule.add_noise(x0[None], torch.tensor([t]), eps)[0], eps[0]
