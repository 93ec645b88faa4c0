"""The pixel probe: one update of a run written out at one place, term by term.

Between two network calls a sampler only adds up what it has: x at the next t is a sum of x_t, x̂0, ε̂ and noise, each
times a number that depends on t alone. The numbers are those of the step function that ran
(explainer.experiments.coefficients), and what they multiply is read from the run itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.samplers import Step, StepFunction
from explainer.core.schedule import NoiseSchedule
from explainer.experiments import coefficients
from explainer.experiments.sampling import step_function
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.strings import Sentence

ROUNDING = 1e-4  # what 32-bit numbers may lose in one update; whatever is left beyond that was put there afterwards


@dataclass(frozen=True)
class Term:
    """coefficient · value of one of coefficients.QUANTITIES."""

    name: str
    coefficient: float
    value: float

    @property
    def product(self) -> float:
        """What it adds to the next x."""
        return self.coefficient * self.value


@dataclass(frozen=True)
class Sum:
    """One number of x, a colour or a latent channel, before and after an update: terms and what is left over."""

    before: float
    terms: tuple[Term, ...]
    after: float

    @property
    def left_over(self) -> float:
        """after − Σ terms: the rounding of 32-bit numbers, or what somebody put there after the update."""
        return math.fsum([self.after, *(-term.product for term in self.terms)])

    @property
    def shown(self) -> tuple[int, int]:
        """The grey levels, 0…255, that a film shows before and after."""
        both = torch.tensor([self.before, self.after]).view(1, 1, 1, 2)
        before, after = to_pixels(both).flatten().tolist()
        return before, after

    @property
    def is_rounding(self) -> bool:
        """Whether nothing but rounding is left over."""
        return abs(self.left_over) <= ROUNDING * max(1.0, *(abs(t.product) for t in self.terms))


@dataclass(frozen=True, eq=False)
class Update:
    """Step i of a run of n, from t to t_next: the number before each quantity, and the quantities, (b, c, h, w) each."""

    i: int
    n: int
    t: int
    t_next: int
    coefficients: dict[str, float]
    values: dict[str, Tensor]
    x_t: Tensor
    x_next: Tensor

    def at(self, picture: int, across: float, down: float) -> list[Sum]:
        """The sums at a place of a picture, across and down 0…1 of its sides: one for each channel."""
        row, column = self.place(across, down)

        def numbers(x: Tensor) -> list[float]:
            found: list[float] = x[picture, :, row, column].tolist()
            return found

        each = {name: numbers(value) for name, value in self.values.items()}
        return [
            Sum(
                before,
                tuple(Term(name, self.coefficients[name], of[c]) for name, of in each.items()),
                after,
            )
            for c, (before, after) in enumerate(
                zip(numbers(self.x_t), numbers(self.x_next), strict=True)
            )
        ]

    def place(self, across: float, down: float) -> tuple[int, int]:
        """Row and column of x at shares 0…1 of the sides of its picture."""
        *_, height, width = self.x_t.shape
        return _index(down, height), _index(across, width)


def _index(share: float, size: int) -> int:
    return min(max(int(share * size), 0), size - 1)


Law = tuple[StepFunction, NoiseSchedule]
"""What a sampler does at a step, and the schedule that it counts with."""


def law_of(settings: Settings) -> Law:
    """Of a run that settings say all of."""
    return step_function(settings), load_checkpoint(settings.network).schedule


def update(law: Law, make: Callable[[], Iterator[Step]], i: int) -> Update:
    """Make a run as far as its step i and write that step out. Raises UserError if nothing was predicted there."""
    before: Step | None = None
    for step in make():
        if step.i == i:
            return _written_out(law, before, step)
        before = step
    raise UserError(Sentence("probe.nothing"))


def _written_out(law: Law, before: Step | None, step: Step) -> Update:
    if step.prediction is None:
        raise UserError(Sentence("probe.nothing"))
    move, schedule = law
    level = schedule.level
    past = before if before is not None and before.prediction is not None else None
    here = None if past is None else level(past.t)
    numbers = coefficients.terms(move, level(step.t), level(step.t_next), here)
    known = _quantities(step, past)
    used = {name: value for name, value in known.items() if numbers[name]}
    return Update(
        *(step.i, step.n, step.t, step.t_next),
        {name: numbers[name] for name in used},
        *(used, step.x_t, step.x_next),
    )


def _quantities(step: Step, past: Step | None) -> dict[str, Tensor]:
    """What a step had at hand, by the names of coefficients.QUANTITIES."""
    assert step.prediction is not None
    found: dict[str, Tensor | None] = {
        "x_t": step.x_t,
        "x0": step.prediction.x0,
        "eps": step.prediction.eps,
        "z": step.drawn,
        "x0_before": past.prediction.x0 if past and past.prediction else None,
        "x0_second": step.second.x0 if step.second else None,
        "eps_second": step.second.eps if step.second else None,
    }
    return {name: value for name, value in found.items() if value is not None}
