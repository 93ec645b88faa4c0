"""Plans: a run written out as numbers, so that something that knows no sampler can carry it out.

Between two network calls everything is linear, apart from the clipping of x̂0: guidance, the estimates
and every step of a method with one call per step. So the functions that the server itself runs are asked
for their coefficients, on quantities that are each 1 in a place of their own. Whoever has the plan calls
the network and adds up.

For each step, x_t (b, c, h, w) and network outputs y_1 … y_m, one for each of `rows`:

    x̂0 = clip(estimate · (x_t, y_1, … y_m))
    ε̂ = eps · (x_t, x̂0)
    x  = move · (x_t, x̂0, ε̂, z, the previous step's x̂0)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser, Prediction
from explainer.core.errors import UserError
from explainer.core.noise import unit_noise
from explainer.core.samplers import CALLS_PER_STEP, SAMPLERS, Move, NoiseLevel, Step
from explainer.experiments.sampling import picture_shape, step_function, step_noise
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.media.transport import base64_of
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import parse_prompts
from explainer.strings import Sentence

PLANNED = tuple(name for name in SAMPLERS if name not in CALLS_PER_STEP)  # one call per step
# of noise that is sent along, for each visitor: in full up to the first, in half precision up to the second
EXACT_BYTES, MAX_BYTES = 500_000, 6_000_000

CONDITIONAL, UNCONDITIONAL = 1, 0


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


@dataclass(frozen=True, eq=False)
class Plan:
    """A run from noise. start: x_T (b, c, h, w); conditions (b, d); noise (noisy steps, b, c, h, w)."""

    steps: tuple[PlannedStep, ...]
    limits: tuple[float, float]  # of x̂0
    pixels: dict[str, tuple[float, float]]  # grey level = first · value + second, for each part
    start: Tensor
    conditions: Tensor
    noise: Tensor  # float32, or float16 where that would be more than EXACT_BYTES

    @property
    def calls(self) -> int:
        """Network calls, counted as a film counts them."""
        return sum(len(step.rows) for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        """Plain values; tensors as base64 of their little-endian bytes."""
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
        }


def plan(settings: Settings) -> Plan:
    """What `generate(settings)` does. Raises UserError for a sampler without a plan, or for too much noise."""
    if settings.sampler not in PLANNED:
        raise UserError(Sentence("device.sampler", known=", ".join(PLANNED)))
    checkpoint, shape = load_checkpoint(settings.network), picture_shape(settings.network)
    timesteps = checkpoint.schedule.timesteps(settings.steps)
    bags = parse_prompts(settings.words, len(settings.seeds), checkpoint.card.vocabulary)
    steps = _steps(settings, checkpoint, timesteps, worded=any(bags))
    return Plan(
        steps=steps,
        limits=_limits(checkpoint),
        pixels=_pixels(),
        start=unit_noise(shape, settings.seeds),
        conditions=checkpoint.vectors(bags),
        noise=_noise(settings, timesteps, [step.noisy for step in steps]),
    )


# --- the coefficients: what the functions make of quantities that are 1 in a place of their own


def _unit(place: int, places: int) -> Tensor:
    """(1, places, 1, 1), float64: the places are channels."""
    return torch.eye(places, dtype=torch.float64)[place].view(1, places, 1, 1)


def _numbers(x: Tensor) -> tuple[float, ...]:
    return tuple(x.flatten().tolist())


def _steps(
    settings: Settings, checkpoint: Checkpoint, timesteps: Sequence[int], worded: bool
) -> tuple[PlannedStep, ...]:
    schedule, step = checkpoint.schedule, step_function(settings)
    levels = [NoiseLevel(t, float(schedule.alpha_bar[t])) for t in timesteps]
    key_frames, before, steps = _key_frames(timesteps), None, []
    for i, (here, there) in enumerate(itertools.pairwise(levels), start=1):
        k, rows, estimate = _estimate(settings, checkpoint, here.t, worded)
        eps = _eps(checkpoint, here.t)
        move, noisy = _move(step, here, there, before)
        steps.append(PlannedStep(i, here.t, k, rows, estimate, eps, move, noisy, i in key_frames))
        before = here
    return tuple(steps)


def _estimate(
    settings: Settings, checkpoint: Checkpoint, t: int, worded: bool
) -> tuple[int, tuple[int, ...], tuple[float, ...]]:
    """How the network is called at t, and x̂0 by (x_t, y_1, y_2) before it is clipped."""
    asked: list[tuple[int, tuple[int, ...]]] = []

    def network(x: Tensor, k: Tensor, condition: Tensor | None) -> Tensor:
        rows = [UNCONDITIONAL] * len(x) if condition is None else condition.int().flatten().tolist()
        asked.append((int(k[0]), tuple(rows)))
        return torch.cat([_unit(1 + row, 3) for row in range(len(x))])

    raw = NetworkDenoiser(network, checkpoint.schedule, checkpoint.card.prediction)
    condition = torch.full((1, 1), float(CONDITIONAL)) if worded else None
    guided = Guided(raw, settings.w, settings.interval)
    prediction = guided(_unit(0, 3), torch.tensor([t]), condition)
    ((k, rows),) = asked
    return k, rows, _numbers(prediction.x0)[: 1 + len(rows)]


@dataclass(frozen=True, eq=False)
class _Says:
    """A denoiser with one answer for x̂0."""

    x0: Tensor

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        return Prediction(self.x0, torch.zeros_like(x_t))


def _eps(checkpoint: Checkpoint, t: int) -> tuple[float, ...]:
    """ε̂ by (x_t, x̂0)."""
    clipped = Clipped(_Says(_unit(1, 2)), checkpoint.schedule)
    return _numbers(clipped(_unit(0, 2), torch.tensor([t])).eps)


def _limits(checkpoint: Checkpoint) -> tuple[float, float]:
    far = torch.tensor([-1e9, 1e9]).view(1, 2, 1, 1)
    clipped = Clipped(_Says(far), checkpoint.schedule)(far, torch.tensor([checkpoint.schedule.T]))
    low, high = _numbers(clipped.x0)
    return low, high


def _move(
    step: Callable[[Move], Tensor], here: NoiseLevel, there: NoiseLevel, before: NoiseLevel | None
) -> tuple[tuple[float, ...], bool]:
    """x at `there` by (x_t, x̂0, ε̂, z, previous x̂0), and whether the method draws a z."""
    x_t, x0, eps, z, earlier = (_unit(place, 5) for place in range(5))
    drawn: list[Tensor] = []

    def draw() -> Tensor:
        drawn.append(z)
        return z

    def denoise(x: Tensor, t: int) -> Prediction:
        raise AssertionError("a method with one call per step asks for no other")

    none = torch.zeros_like(x_t)
    previous = None if before is None else (before, Prediction(earlier, none))
    x = step(Move(here, there, x_t, Prediction(x0, eps), previous, draw, denoise))
    return _numbers(x), bool(drawn)


# --- what a film makes of a run


def _dot(value: float) -> Tensor:
    return torch.full((1, 1, 1, 1), value)


def _dot_step(i: int, n: int, t: int, t_next: int, value: float = 0.0) -> Step:
    x = _dot(value)
    return Step(i, n, t, t_next, x, Prediction(x, x), x, i)


def _key_frames(timesteps: Sequence[int]) -> frozenset[int]:
    """Numbers of the steps that a film keeps."""
    film = Film(len(timesteps) - 1)
    for i, (t, t_next) in enumerate(itertools.pairwise(timesteps), start=1):
        film.add(_dot_step(i, film.n, t, t_next))
    return frozenset(frame.i for frame in film.frames)


def _pixels() -> dict[str, tuple[float, float]]:
    """How a film turns values into grey levels: from those of −1 and 1, which are exact."""
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
    shape = picture_shape(settings.network)
    values = sum(noisy) * len(settings.seeds) * int(np.prod(shape))
    if 2 * values > MAX_BYTES:
        raise UserError(Sentence("device.noise", size=round(2 * values / 1e6)))
    source = step_noise(settings)
    moves = zip(itertools.pairwise(timesteps), noisy, strict=True)
    drawn = [source(t, t_next) for (t, t_next), draws in moves if draws]
    noise = torch.stack(drawn) if drawn else torch.zeros(0, len(settings.seeds), *shape)
    return noise.half() if 4 * values > EXACT_BYTES else noise
