"""Timestep grids: which timesteps a run of n steps visits, by four rules or by hand, and how near that comes to the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from torch import Tensor

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import Step
from explainer.core.schedule import NoiseSchedule
from explainer.experiments.convergence import as_pictures, levels_apart
from explainer.experiments.sampling import run
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint

Grid = tuple[int, ...]
"""Timesteps strictly falling from T to 0."""

FEWEST, MOST = 2, 40  # steps of a grid that is drawn by hand
BEGIN = 10
RHO, SIGMA_MAX = 7, 80.0  # of Karras's rule, in its paper
REFERENCE = 200  # steps, of the most accurate of the solvers that make one call a step
REFERENCE_SOLVER = "dpmpp_2m"


def falling(wanted: Sequence[float], T: int) -> Grid:
    """The nearest whole timesteps that fall strictly from T to 0, as many as are wanted (the first and the last among them).

    Where several are wanted between two neighbours they give way downwards: t has no values in between.
    """
    n, found = len(wanted) - 1, [T]
    for i, t in enumerate(wanted[1:-1], 1):
        found.append(max(min(round(t), found[-1] - 1), n - i))
    return (*found, 0)


def even(schedule: NoiseSchedule, n: int) -> Grid:
    """Equal steps of t."""
    return tuple(schedule.timesteps(n))


def quadratic(schedule: NoiseSchedule, n: int) -> Grid:
    """t ∝ (1 − i/n)²: shorter steps towards the picture (Song et al. 2020, arXiv:2010.02502, appendix D.2)."""
    return falling([schedule.T * (1 - i / n) ** 2 for i in range(n + 1)], schedule.T)


def snr_even(schedule: NoiseSchedule, n: int) -> Grid:
    """Equal steps of the log-SNR (Lu et al. 2022, arXiv:2206.00927, section 4.1), as far as `_sigmas` reach."""
    most, least = _sigmas(schedule)
    return _at_sigmas(schedule, np.geomspace(most, least, n - 1))


def karras(schedule: NoiseSchedule, n: int) -> Grid:
    """σ^(1/ρ) falls evenly (Karras et al. 2022, arXiv:2206.00364, equation 5), as far as `_sigmas` reach."""
    most, least = _sigmas(schedule)
    roots = np.linspace(most ** (1 / RHO), least ** (1 / RHO), n - 1)
    return _at_sigmas(schedule, roots**RHO)


def _sigmas(schedule: NoiseSchedule) -> tuple[float, float]:
    """The largest σ = √((1−ᾱ)/ᾱ) that a rule for σ has a step at, after the one at T, and the least, at t = 1."""
    most, least = (float(schedule.snr[t]) ** -0.5 for t in (-2, 1))
    return min(most, SIGMA_MAX), least


def _at_sigmas(schedule: NoiseSchedule, sigmas: np.ndarray) -> Grid:
    """T, the timesteps of falling σ, and 0."""
    inside = [schedule.nearest_t(1 / (1 + float(sigma) ** 2)) for sigma in sigmas]
    return falling([schedule.T, *inside, 0], schedule.T)


RULES: dict[str, Callable[[NoiseSchedule, int], Grid]] = {
    "even": even,
    "quadratic": quadratic,
    "snr_even": snr_even,
    "karras": karras,
}


def presets(schedule: NoiseSchedule, n: int) -> dict[str, Grid]:
    """The grid of n steps by each of RULES."""
    return {name: rule(schedule, n) for name, rule in RULES.items()}


def is_grid(path: Sequence[int], T: int) -> bool:
    """Whether it is a grid of FEWEST to MOST steps."""
    falls = all(b < a for a, b in itertools.pairwise(path))
    return FEWEST <= len(path) - 1 <= MOST and falls and (path[0], path[-1]) == (T, 0)


def resampled(grid: Grid, n: int) -> Grid:
    """The same curve with n steps: t over the share of the steps, in straight lines between its points."""
    shares = np.linspace(0, len(grid) - 1, n + 1)
    return falling(np.interp(shares, range(len(grid)), grid).tolist(), grid[0])


def on_grid(settings: Settings, grid: Grid) -> Generator[Step, None, None]:
    """A run of one picture from pure noise that visits these timesteps."""
    shape = load_checkpoint(settings.network).shape
    return run(settings, unit_noise(shape, settings.seeds), grid[0], timesteps=grid)


def of(settings: Settings, solver: str, grid: Grid) -> Settings:
    """The settings of a run on a grid."""
    return replace(settings, sampler=solver, steps=len(grid) - 1)


def reference(settings: Settings) -> Settings:
    """The run that all grids are compared with: from the same noise, in even steps so short that how they lie matters little."""
    most = min(REFERENCE, load_checkpoint(settings.network).schedule.T)
    return replace(settings, sampler=REFERENCE_SOLVER, steps=most)


@dataclass(frozen=True)
class Score:
    """How near a run ends to the reference."""

    levels: float  # grey levels of 255, before anything is clipped or rounded
    psnr: float  # dB


def score(network: str, end: Tensor, reference: Tensor) -> Score:
    """Of where two runs of one picture end, (1, *shape) each."""
    one, other = as_pictures(network, [end, reference])
    (levels,) = levels_apart(one[None], other)
    return Score(levels, psnr(one, other))
