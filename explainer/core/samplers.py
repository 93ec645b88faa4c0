"""Samplers: one step function per method, and `walk`, the one generator that all of them share.

A step function looks at where the walk stands (a Move) and returns x at t_next. Recording,
streaming, progress and stopping come from iterating `walk`; closing the generator stops the work.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, Prediction
from explainer.core.errors import UserError
from explainer.core.noise import StepNoise
from explainer.core.schedule import NoiseLevel, NoiseSchedule


@dataclass(frozen=True, eq=False)
class Step:
    """One finished step: number i of n, from t to t_next, after `calls` network calls in all."""

    i: int
    n: int
    t: int
    t_next: int
    x_t: Tensor
    prediction: Prediction | None  # None where t rose: noise was added, nothing was predicted
    x_next: Tensor
    calls: int
    drawn: Tensor | None = None  # the unit noise that was added, if any
    second: Prediction | None = None  # the answer to the second call of a method that makes two


@dataclass(frozen=True, eq=False)
class Move:
    """What a step function may know: noise levels (t here, s there), x_t, its prediction, the step before, and two services."""

    here: NoiseLevel
    there: NoiseLevel
    x_t: Tensor
    prediction: Prediction
    previous: tuple[NoiseLevel, Prediction] | None
    noise: Callable[[], Tensor]  # unit noise for this move
    denoise: Callable[[Tensor, int], Prediction]  # another network call, for methods that need it

    @property
    def alpha(self) -> float:
        """α = ᾱ_t/ᾱ_s: the share of x_s's signal, squared, that is left in x_t."""
        return self.here.alpha_bar / self.there.alpha_bar

    @property
    def noise_ratio(self) -> float:
        """(1−ᾱ_s)/(1−ᾱ_t): how much of the noise, squared, stays; 0 on the last step."""
        return (1 - self.there.alpha_bar) / (1 - self.here.alpha_bar)

    @property
    def posterior_variance(self) -> float:
        """β̃ = (1−ᾱ_s)/(1−ᾱ_t)·(1−ᾱ_t/ᾱ_s), the variance of q(x_s | x_t, x0) (DDPM, equation 7)."""
        return self.noise_ratio * (1 - self.alpha)


StepFunction = Callable[[Move], Tensor]
Between = Callable[[int, Tensor], Tensor]


def ddpm_step(m: Move, extra_noise: bool = True) -> Tensor:
    """A draw of q(x_s | x_t, x̂0) with its own variance β̃ (DDPM, arXiv:2006.11239, equations 6-7).

    For strided timesteps α = ᾱ_t/ᾱ_s. `extra_noise=False` takes the mean instead of a draw: a famous
    mistake, worth seeing.
    """
    mean = (
        m.there.signal * (1 - m.alpha) / (1 - m.here.alpha_bar) * m.prediction.x0
        + math.sqrt(m.alpha) * m.noise_ratio * m.x_t
    )
    if not extra_noise or m.posterior_variance == 0:  # as it is on the last step
        return mean
    return mean + math.sqrt(m.posterior_variance) * m.noise()


def ddim_step(m: Move, eta: float = 0.0) -> Tensor:
    """x_s = √ᾱ_s·x̂0 + √(1−ᾱ_s−σ²)·ε̂ + σ·z (Song et al. 2020, arXiv:2010.02502, equations 12 and 16).

    η = 0 adds no noise; η = 1 has DDPM's variance.
    """
    variance = eta**2 * m.posterior_variance
    x = m.there.signal * m.prediction.x0
    x = x + math.sqrt(max(0.0, 1 - m.there.alpha_bar - variance)) * m.prediction.eps
    return x if variance == 0 else x + math.sqrt(variance) * m.noise()


# Heun's average of two slopes is multiplied by σ. Where one step shrinks σ by more than this
# (the first of 20 steps on a cosine schedule: 1600-fold), the estimates are averaged instead.
HEUN_LARGEST_RATIO = 10.0


def heun_step(m: Move) -> Tensor:
    """Second order in y = x/√ᾱ against σ: dy/dσ = ε̂ (Karras et al. 2022, arXiv:2206.00364, algorithm 1).

    One more network call, except on the last step: 2n − 1 calls in n steps.
    """
    x0, eps = m.prediction.x0, m.prediction.eps
    if m.there.t == 0:
        return x0
    # y = x̂0 + σ·ε̂, so Euler's y + (σ' − σ)·ε̂ needs no division by a tiny √ᾱ
    euler = x0 + m.there.sigma * eps
    second = m.denoise(m.there.signal * euler, m.there.t)
    if m.here.sigma > HEUN_LARGEST_RATIO * m.there.sigma:
        correction = (1 - m.there.sigma / m.here.sigma) * (second.x0 - x0) / 2
    else:
        correction = (m.there.sigma - m.here.sigma) * (second.eps - eps) / 2
    return m.there.signal * (euler + correction)


def dpmpp_2m_step(m: Move) -> Tensor:
    """DPM-Solver++(2M): extrapolates x̂0 from this and the last step (Lu et al. 2022, arXiv:2211.01095,
    algorithm 2). First order on the first step, which has no past, and on the last, where λ is infinite.
    """
    x0 = m.prediction.x0
    if m.there.t == 0:
        return x0
    h = m.there.half_log_snr - m.here.half_log_snr
    if m.previous is not None:
        before, past = m.previous
        r = (m.here.half_log_snr - before.half_log_snr) / h
        x0 = x0 + (x0 - past.x0) / (2 * r)
    return m.there.noise / m.here.noise * m.x_t - m.there.signal * math.expm1(-h) * x0


SAMPLERS: dict[str, StepFunction] = {
    "ddpm": ddpm_step,
    "ddim": ddim_step,
    "heun": heun_step,
    "dpmpp_2m": dpmpp_2m_step,
}

CALLS_PER_STEP = {"heun": 2}  # one for the others; Heun's last step to t = 0 needs only one, too


def _no_noise(t: int, t_next: int) -> Tensor:
    raise UserError("This sampler adds noise on the way: give the walk a source of noise.")


def walk(
    step: StepFunction,
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x_T: Tensor,
    timesteps: Sequence[int],
    *,
    condition: Tensor | None = None,
    noise: StepNoise = _no_noise,
    between: Between | None = None,
    renoise: bool = True,
) -> Generator[Step, None, None]:
    """Follow `timesteps` from x_T (b, c, h, w), yielding a Step after each move.

    Where t rises, x is noised up to it again (Lugmayr et al. 2022, arXiv:2201.09865, algorithm 1), or, without
    `renoise`, `step` goes up as it goes down: DDIM's does, as its equation has no direction.
    `between(t, x)` may change x after every move (editing). Raises UserError if a timestep is outside
    0…T, or if a move starts from t = 0 downwards.
    """
    levels = [schedule.level(t) for t in timesteps]
    x, calls, previous = x_T, 0, None

    def denoise(x_t: Tensor, t: int) -> Prediction:
        nonlocal calls
        prediction = denoiser(x_t, torch.full((len(x_t),), t), condition)
        calls += prediction.calls
        return prediction

    for i, (here, there) in enumerate(itertools.pairwise(levels)):
        x_t, prediction, drawn, second = x, None, None, None
        if there.t > here.t and renoise:
            kept = there.alpha_bar / here.alpha_bar
            drawn = noise(here.t, there.t).to(x)
            x, previous = math.sqrt(kept) * x + math.sqrt(1 - kept) * drawn, None
        else:
            prediction = denoise(x, here.t)
            draw = partial(noise, here.t, there.t)
            move = Move(here, there, x, prediction, previous, draw, denoise)
            x, drawn, second = _moved(step, move)
            previous = (here, prediction)
        if between is not None:
            x = between(there.t, x)
        n = len(levels) - 1
        yield Step(i + 1, n, here.t, there.t, x_t, prediction, x, calls, drawn, second)


def _moved(step: StepFunction, move: Move) -> tuple[Tensor, Tensor | None, Prediction | None]:
    """x after a move, and what the step function asked for on the way: noise, and a second prediction."""
    drawn: list[Tensor] = []
    asked: list[Prediction] = []

    def draw() -> Tensor:
        drawn.append(move.noise().to(move.x_t))
        return drawn[-1]

    def denoise(x: Tensor, t: int) -> Prediction:
        asked.append(move.denoise(x, t))
        return asked[-1]

    x = step(replace(move, noise=draw, denoise=denoise))
    return x, next(iter(drawn), None), next(iter(asked), None)


def last(steps: Iterator[Step]) -> Step:
    """Run to the end and return the final Step."""
    newest = deque(steps, maxlen=1)
    if not newest:
        raise UserError("A walk needs at least two timesteps.")
    return newest[0]
