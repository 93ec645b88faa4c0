"""Filling in: what a network puts where a picture is missing, with known places kept, in three ways and by hand.

Repainted: after every move the known places are the picture again, under noise of that t (RePaint). With jumps: every
stretch of the run is walked several times, so that what is made up and what is known grow together. Consistent: every
estimate gets the known places (`core.editing.Consistent`), as on the page Restore.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch import Tensor

from explainer.core.classical import biharmonic
from explainer.core.editing import Consistent, known_kept, with_jumps
from explainer.core.noise import KNOWN, FreshNoise, unit_noise
from explainer.core.operators import Kept
from explainer.core.samplers import Step
from explainer.core.units import GREY_LEVELS
from explainer.experiments.restoring import ROUNDING
from explainer.experiments.sampling import generate, make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import Checkpoint

HOLES = ("blobs", "square", "left")
LONGEST, MOST_TIMES = 10, 8  # of a stretch, and how often it is walked
BLOBS = 0.3  # share of the picture
FITS = 1.25  # times the original's own step at the edge of a hole: more is a seam


def hole(kind: str, size: int) -> np.ndarray:
    """A hole to begin with, 1 where it is, uint8 (size, size): one of HOLES."""
    cells = np.zeros((size, size), np.uint8)
    if kind == "square":
        edge = size // 4
        cells[edge : size - edge, edge : size - edge] = 1
    elif kind == "left":
        cells[:, : size // 2] = 1
    else:
        rough = np.random.default_rng(5).normal(size=(size, size))
        smooth = gaussian_filter(rough, size / 12, mode="reflect")
        cells[smooth > np.quantile(smooth, 1 - BLOBS)] = 1
    return cells


@dataclass(frozen=True, eq=False)
class Filled:
    """One way to fill a hole: uint8 (h, w, c), how close it comes to what was there, and how well it fits."""

    pixels: np.ndarray
    psnr: float  # dB, of the places in the hole alone
    seam: float  # mean step from a known pixel to its neighbour in the hole, grey levels


@dataclass(frozen=True, eq=False)
class Holed:
    """A picture x0 (c, h, w) and a hole in it, 1 where it is missing, uint8 (h, w)."""

    checkpoint: Checkpoint
    x0: Tensor
    hole: np.ndarray

    @cached_property
    def known(self) -> Tensor:
        """1 where the picture is known, 0 in the hole, (h, w)."""
        return torch.from_numpy(1 - self.hole.astype(np.float32))

    @cached_property
    def y(self) -> Tensor:
        """What is known of the picture, (c, h, w); grey in the hole."""
        return self.x0 * self.known

    @property
    def share(self) -> float:
        """Which part of the picture is missing."""
        return float(self.hole.mean())

    def by_hand(self) -> Tensor:
        """The hole filled as smoothly as a bent sheet lies, (c, h, w)."""
        return biharmonic(self.y, self.known)

    def filled(self, picture: Tensor) -> Filled:
        """A picture (c, h, w), judged by x0."""
        error = (picture.clamp(-1, 1) - self.x0)[:, self.known == 0] / 2
        mean = float(error.double().square().mean()) if error.numel() else 0.0
        psnr = float("inf") if mean < ROUNDING**2 else float(-10 * np.log10(mean))
        return Filled(to_pixels(picture), psnr, seam(picture, self.known))


def seam(picture: Tensor, known: Tensor) -> float:
    """Mean step between neighbours on both sides of a hole's edge, grey levels; 0 without an edge.

    picture: (c, h, w); known: (h, w).
    """
    x = picture.clamp(-1, 1)
    across = (x[:, :, 1:] - x[:, :, :-1])[:, known[:, 1:] != known[:, :-1]]
    down = (x[:, 1:] - x[:, :-1])[:, known[1:] != known[:-1]]
    steps = torch.cat([across.flatten(), down.flatten()]).abs()
    return GREY_LEVELS * float(steps.mean()) if steps.numel() else 0.0


def timesteps(checkpoint: Checkpoint, steps: int, length: int, times: int) -> list[int]:
    """The way of a run in so many steps, with RePaint's jumps; `times` = 1 for none."""
    return with_jumps(checkpoint.schedule.timesteps(steps), length, times)


def repainted(
    holed: Holed, settings: Settings, length: int = 1, times: int = 1
) -> Generator[Step, None, None]:
    """One picture for each seed, from noise; the known places are x0 again after every move, exactly so at the end.

    Each stretch of `length` steps is walked `times` times. The settings must not share one path of noise, as a run
    with jumps meets no timestep only once.
    """
    checkpoint = holed.checkpoint
    noise = FreshNoise(checkpoint.shape, settings.seeds, KNOWN)
    return run(
        settings,
        unit_noise(checkpoint.shape, settings.seeds),
        checkpoint.schedule.T,
        between=known_kept(holed.x0[None], holed.known, checkpoint.schedule, noise),
        timesteps=timesteps(checkpoint, settings.steps, length, times),
    )


def corrected(holed: Holed, settings: Settings) -> Generator[Step, None, None]:
    """The same from the same noise, but every estimate is given the known places, and x_t is left alone."""
    checkpoint = holed.checkpoint
    free = make_denoiser(checkpoint, settings.w, settings.interval)
    bound = Consistent(free, checkpoint.schedule, Kept(holed.known), holed.y[None])
    return generate(settings, denoiser=bound)
