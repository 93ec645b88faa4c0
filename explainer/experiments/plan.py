"""Plans: a run written out as numbers, so that something that knows no sampler can carry it out.

Between two network calls everything is linear, apart from the clipping of x̂0: guidance, the estimates
and the steps of most methods with one call per step (explainer.experiments.coefficients). Whoever has the plan calls
the network and adds up.

For each step, x_t (b, c, h, w) and network outputs y_1 … y_m, one for each of `rows`:

    x̂0 = clip(estimate · (x_t, y_1, … y_m)), in latents without the clipping
    ε̂ = eps · (x_t, x̂0)
    x  = move · (x_t, x̂0, ε̂, z, the previous step's x̂0)

To see x or x̂0 of a network in latents, its channels are brought to what the codec decodes, deviation · x + mean, and
the decoder is called.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import Prediction
from explainer.core.errors import UserError
from explainer.core.noise import unit_noise
from explainer.core.samplers import CALLS_PER_STEP, SAMPLERS, Step
from explainer.experiments import coefficients
from explainer.experiments.coefficients import is_linear
from explainer.experiments.sampling import step_function, step_noise
from explainer.experiments.settings import Settings
from explainer.experiments.views import new_film
from explainer.media.film import Film
from explainer.media.pictures import montage_columns
from explainer.media.transport import base64_of
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import parse_prompts
from explainer.networks.spaces import LatentSpace, Shape, Space
from explainer.strings import Sentence

# one call per step, and nothing but sums between two of them
PLANNED = tuple(n for n, step in SAMPLERS.items() if n not in CALLS_PER_STEP and is_linear(step))
# of noise that is sent along, for each visitor: in full up to the first, in half precision up to the second
EXACT_BYTES, MAX_BYTES = 500_000, 6_000_000


@dataclass(frozen=True)
class PlannedStep:
    """The numbers of one step; `rows` says with which condition, or without (0), the network is called."""

    i: int
    t: int
    k: int  # the network's own index
    rows: tuple[int, ...]
    estimate: tuple[float, ...]
    eps: tuple[float, ...]
    move: tuple[float, ...]
    noisy: bool  # whether z counts
    kept: bool  # whether a film keeps this step


@dataclass(frozen=True)
class Latents:
    """How a network's x becomes a picture: the decoder is called with deviation · x + mean, channel by channel."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    picture: Shape
    columns: int  # of channels side by side, where ε̂ is shown

    @staticmethod
    def of(space: Space) -> Latents | None:
        """Those of a space; None for pixels."""
        if not isinstance(space, LatentSpace):
            return None
        card, columns = space.card, montage_columns(space.shape[0])
        return Latents(card.mean, card.deviation, space.picture_shape, columns)


@dataclass(frozen=True, eq=False)
class Plan:
    """A run from noise. start: x_T (b, c, h, w); conditions (b, d); noise (noisy steps, b, c, h, w)."""

    steps: tuple[PlannedStep, ...]
    limits: tuple[float, float] | None  # of x̂0; None in latents, which may be of any size
    pixels: dict[str, tuple[float, float]]  # grey level = first · value + second, for each part
    start: Tensor
    conditions: Tensor
    noise: Tensor  # float32, or float16 where that would be more than EXACT_BYTES
    latents: Latents | None = None  # what x is, where it is not the picture itself

    @property
    def calls(self) -> int:
        """Network calls, counted as a film counts them."""
        return sum(len(step.rows) for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """Plain values; tensors as base64 of their little-endian bytes."""
        latents = {"latents": vars(self.latents)} if self.latents else {}
        return {
            "shape": list(self.start.shape),
            "steps": [vars(step) for step in self.steps],
            "limits": self.limits,
            "pixels": self.pixels,
            "calls": self.calls,
            "start": base64_of(self.start.numpy()),
            "conditions": base64_of(self.conditions.numpy()),
            "noise": base64_of(self.noise.numpy()),
            "half": self.noise.dtype == torch.float16,
            **latents,
        }


def plan(settings: Settings) -> Plan:
    """What `generate(settings)` does. Raises UserError for a sampler without a plan, or for too much noise."""
    if settings.sampler not in PLANNED:
        raise UserError(Sentence("device.sampler", known=", ".join(PLANNED)))
    checkpoint = load_checkpoint(settings.network)
    timesteps = checkpoint.schedule.timesteps(settings.steps)
    bags = parse_prompts(settings.words, len(settings.seeds), checkpoint.card.vocabulary)
    steps = _steps(settings, checkpoint, timesteps, worded=any(bags))
    return Plan(
        steps=steps,
        limits=coefficients.limits(checkpoint),
        pixels=_pixels(),
        start=unit_noise(checkpoint.shape, settings.seeds),
        conditions=checkpoint.vectors(bags),
        noise=_noise(settings, timesteps, [step.noisy for step in steps]),
        latents=Latents.of(checkpoint.space),
    )


def _steps(
    settings: Settings, checkpoint: Checkpoint, timesteps: Sequence[int], worded: bool
) -> tuple[PlannedStep, ...]:
    schedule, step = checkpoint.schedule, step_function(settings)
    levels = [schedule.level(t) for t in timesteps]
    key_frames, before, steps = _key_frames(settings, timesteps), None, []
    for i, (here, there) in enumerate(itertools.pairwise(levels), start=1):
        k, rows, estimate = coefficients.estimate(settings, checkpoint, here.t, worded)
        eps = coefficients.eps(checkpoint, here.t)
        move, noisy = coefficients.move(step, here, there, before)
        steps.append(PlannedStep(i, here.t, k, rows, estimate, eps, move, noisy, i in key_frames))
        before = here
    return tuple(steps)


# --- what a film makes of a run


def _dot(value: float) -> Tensor:
    return torch.full((1, 1, 1, 1), value)


def _dot_step(i: int, n: int, t: int, t_next: int, value: float = 0.0) -> Step:
    x = _dot(value)
    return Step(i, n, t, t_next, x, Prediction(x, x), x, i)


def _key_frames(settings: Settings, timesteps: Sequence[int]) -> frozenset[int]:
    """Numbers of the steps that a film keeps."""
    film = Film(len(timesteps) - 1, most=new_film(settings).most)
    for i, (t, t_next) in enumerate(itertools.pairwise(timesteps), start=1):
        film.add(_dot_step(i, film.n, t, t_next))
    return frozenset(frame.i for frame in film.frames)


def _pixels() -> dict[str, tuple[float, float]]:
    """How a film turns values into grey levels: from those of −1 and 1, which are exact. Of latents: decoded ones, and ε̂."""
    ends = Film(2)
    for i, value in enumerate((-1.0, 1.0), start=1):
        ends.add(_dot_step(i, 2, 2 - i, 1 - i, value))
    low, high = ends.frames
    return {
        part: (float(b - a) / 2, float(b + a) / 2)
        for part in ("x_t", "x0", "eps")
        for a, b in [(getattr(low, part).item(), getattr(high, part).item())]
    }


# --- the noise


def _noise(settings: Settings, timesteps: Sequence[int], noisy: Sequence[bool]) -> Tensor:
    """The unit noise of every step that draws some. Raises UserError if it is too much to send."""
    shape = load_checkpoint(settings.network).shape
    values = sum(noisy) * len(settings.seeds) * int(np.prod(shape))
    if 2 * values > MAX_BYTES:
        raise UserError(Sentence("device.noise", size=round(2 * values / 1e6)))
    source = step_noise(settings)
    moves = zip(itertools.pairwise(timesteps), noisy, strict=True)
    drawn = [source(t, t_next) for (t, t_next), draws in moves if draws]
    noise = torch.stack(drawn) if drawn else torch.zeros(0, len(settings.seeds), *shape)
    return noise.half() if 4 * values > EXACT_BYTES else noise
