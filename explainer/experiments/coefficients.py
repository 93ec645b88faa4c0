"""Coefficients: what the functions that the server runs do between two network calls, as numbers.

Between two calls everything is linear, apart from the clipping of x̂0. So the functions are asked for their
coefficients, on quantities that are each 1 in a place of their own. `is_linear` tells whether a sampler may be asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser, Prediction
from explainer.core.samplers import Move, StepFunction
from explainer.core.schedule import NoiseLevel, make_schedule
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint

CONDITIONAL, UNCONDITIONAL = 1, 0

# what a move can be made of; the last two are the answer to the second call of a method that makes two
QUANTITIES = ("x_t", "x0", "eps", "z", "x0_before", "x0_second", "eps_second")
ONE_CALL = 5  # of them are there for a method with one call per step


def _unit(place: int, places: int) -> Tensor:
    """(1, places, 1, 1), float64: the places are channels."""
    return torch.eye(places, dtype=torch.float64)[place].view(1, places, 1, 1)


def _numbers(x: Tensor) -> tuple[float, ...]:
    return tuple(x.flatten().tolist())


def estimate(
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


def eps(checkpoint: Checkpoint, t: int) -> tuple[float, ...]:
    """ε̂ by (x_t, x̂0)."""
    clipped = Clipped(_Says(_unit(1, 2)), checkpoint.schedule)
    return _numbers(clipped(_unit(0, 2), torch.tensor([t])).eps)


def limits(checkpoint: Checkpoint) -> tuple[float, float] | None:
    """What x̂0 is clipped to; None where it may be of any size."""
    if not checkpoint.space.bounded:
        return None
    far = torch.tensor([-1e9, 1e9]).view(1, 2, 1, 1)
    clipped = Clipped(_Says(far), checkpoint.schedule)(far, torch.tensor([checkpoint.schedule.T]))
    low, high = _numbers(clipped.x0)
    return low, high


def move(
    step: StepFunction, here: NoiseLevel, there: NoiseLevel, before: NoiseLevel | None
) -> tuple[tuple[float, ...], bool]:
    """x at `there` by (x_t, x̂0, ε̂, z, previous x̂0), and whether the method draws a z."""
    drawn: list[NoiseLevel] = []
    of = [_unit(place, ONE_CALL) for place in range(ONE_CALL)]
    x = step(_moving(here, there, before, of, torch.zeros_like(of[0]), drawn.append))
    return _numbers(x), bool(drawn)


def terms(
    step: StepFunction, here: NoiseLevel, there: NoiseLevel, before: NoiseLevel | None
) -> dict[str, float]:
    """x at `there` by each of QUANTITIES, for methods of one call or two."""
    *of, x0, eps = (_unit(place, len(QUANTITIES)) for place in range(len(QUANTITIES)))
    moving = _moving(here, there, before, of, torch.zeros_like(x0))
    x = step(replace(moving, denoise=lambda x, t: Prediction(x0, eps)))
    return dict(zip(QUANTITIES, _numbers(x), strict=True))


def _moving(
    here: NoiseLevel,
    there: NoiseLevel,
    before: NoiseLevel | None,
    quantities: Sequence[Tensor],
    past_eps: Tensor,
    on_draw: Callable[[NoiseLevel], None] = lambda _: None,
) -> Move:
    """A move with these x_t, x̂0, ε̂, z and previous x̂0."""
    x_t, x0, eps, z, past_x0 = quantities

    def draw() -> Tensor:
        on_draw(here)
        return z

    def denoise(x: Tensor, t: int) -> Prediction:
        raise AssertionError("a method with one call per step asks for no other")

    previous = None if before is None else (before, Prediction(past_x0, past_eps))
    return Move(here, there, x_t, Prediction(x0, eps), previous, draw, denoise)


def is_linear(step: StepFunction) -> bool:
    """Whether a method with one call per step does what its coefficients say, on any quantities.

    Looked at on numbers at random, at the beginning of a walk, on its way and at its end.
    """
    schedule, generator = make_schedule("cosine"), torch.Generator().manual_seed(0)
    levels = [schedule.level(t) for t in (schedule.T, 600, 300, 0)]
    befores = [None, *levels]
    for before, (here, there) in zip(befores, itertools.pairwise(levels), strict=False):
        *of, past_eps = torch.randn(6, 1, 8, dtype=torch.float64, generator=generator)
        x = step(_moving(here, there, before, of, past_eps))
        numbers, _ = move(step, here, there, before)
        if not torch.allclose(x, sum(a * q for a, q in zip(numbers, of, strict=True))):
            return False
    return True
