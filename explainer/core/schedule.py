"""NoiseSchedule: how much of the picture is left at each timestep.

x_t = √ᾱ_t · x0 + √(1−ᾱ_t) · ε, with t = 0 the clean picture and t = T (almost) pure noise
(Ho et al. 2020, arXiv:2006.11239, equation 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import torch
from torch import Tensor

from explainer.core.errors import UserError

MAX_BETA = 0.999  # keeps ᾱ_T above zero, so that x0 = (x_t − √(1−ᾱ)·ε)/√ᾱ stays defined at T


@dataclass(frozen=True, eq=False)
class NoiseLevel:
    """One timestep's numbers: x_t = signal·x0 + noise·ε, σ = noise/signal."""

    t: int
    alpha_bar: float

    @property
    def signal(self) -> float:
        """√ᾱ"""
        return math.sqrt(self.alpha_bar)

    @property
    def noise(self) -> float:
        """√(1−ᾱ)"""
        return math.sqrt(1 - self.alpha_bar)

    @property
    def sigma(self) -> float:
        """Noise level of x/√ᾱ."""
        return self.noise / self.signal

    @property
    def half_log_snr(self) -> float:
        """λ = ln(√ᾱ/√(1−ᾱ)), as the DPM-Solver papers count; infinite at t = 0."""
        return math.inf if self.noise == 0 else -math.log(self.sigma)


@dataclass(frozen=True, eq=False)
class NoiseSchedule:
    """ᾱ over t = 0…T. `alpha_bar` is float64, shape (T+1,), with alpha_bar[0] == 1 exactly."""

    name: str
    alpha_bar: Tensor

    @property
    def T(self) -> int:
        """Number of noising steps."""
        return len(self.alpha_bar) - 1

    @property
    def beta(self) -> Tensor:
        """β_t = 1 − ᾱ_t/ᾱ_{t−1} for t = 1…T, shape (T,): the variance that one step adds."""
        return 1 - self.alpha_bar[1:] / self.alpha_bar[:-1]

    @property
    def snr(self) -> Tensor:
        """Signal-to-noise ratio ᾱ/(1−ᾱ), shape (T+1,); infinite at t = 0."""
        return self.alpha_bar / (1 - self.alpha_bar)

    @property
    def log_snr(self) -> Tensor:
        """ln SNR, ln(ᾱ/(1−ᾱ)), shape (T+1,): twice the λ of the DPM-Solver papers; infinite at t = 0."""
        return self.snr.log()

    @cached_property
    def _coefficients(self) -> Tensor:
        """√ᾱ and √(1−ᾱ), shape (2, T+1)."""
        return torch.stack([self.alpha_bar, 1 - self.alpha_bar]).sqrt()

    def coefficients(self, t: Tensor, like: Tensor) -> tuple[Tensor, Tensor]:
        """(√ᾱ_t, √(1−ᾱ_t)), one per sample, shaped to multiply `like`, in its dtype.

        t: integers 0…T, shape (batch,). Raises UserError outside that range.
        """
        t = t.cpu()
        if not all(0 <= at <= self.T for at in t.tolist()):
            raise UserError(f"The timestep must lie between 0 and {self.T}.")
        signal, noise = self._coefficients[:, t].to(like).view(2, -1, *[1] * (like.dim() - 1))
        return signal, noise

    def level(self, t: int) -> NoiseLevel:
        """The numbers of one timestep. Raises UserError outside 0…T."""
        if not 0 <= t <= self.T:
            raise UserError(f"The timestep must lie between 0 and {self.T}.")
        return NoiseLevel(t, float(self.alpha_bar[t]))

    def add_noise(self, x0: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        """A draw of q(x_t | x0), any t in one jump (DDPM equation 4). Shapes as x0; t: (batch,)."""
        signal, noise = self.coefficients(t, x0)
        return signal * x0 + noise * eps

    def timesteps(self, n: int, start: int | None = None) -> list[int]:
        """n+1 strictly falling timesteps from `start` (T unless given) to 0, evenly spaced.

        "Trailing" spacing: the first is always `start` itself, the noise level that the walk
        begins at (Lin et al. 2023, arXiv:2305.08891, table 2). Raises UserError unless 1 ≤ n ≤ start ≤ T.
        """
        start = self.T if start is None else start
        if not 1 <= start <= self.T:
            raise UserError(f"The first timestep must lie between 1 and {self.T}.")
        if not 1 <= n <= start:
            raise UserError(f"The number of steps must lie between 1 and {start}.")
        # integers throughout: round(start·(n−i)/n), halves upwards, falls by at least 1 each time
        return [(2 * start * (n - i) + n) // (2 * n) for i in range(n + 1)]

    def nearest_t(self, alpha_bar: float) -> int:
        """The t in 1…T whose noise level is closest in log-SNR to `alpha_bar` (0 < alpha_bar < 1).

        Lets a network trained on one schedule be driven by another.
        """
        if not 0 < alpha_bar < 1:
            raise UserError("The signal level ᾱ must lie between 0 and 1.")
        wanted = math.log(alpha_bar / (1 - alpha_bar))
        return int((self.log_snr[1:] - wanted).abs().argmin()) + 1


def _from_betas(name: str, beta: Tensor) -> NoiseSchedule:
    one = torch.ones(1, dtype=torch.float64)
    return NoiseSchedule(name, torch.cat([one, (1 - beta).cumprod(0)]))


def _from_curve(name: str, T: int, f: Callable[[Tensor], Tensor]) -> NoiseSchedule:
    """ᾱ_t ∝ f(t/T), with each β capped at MAX_BETA."""
    alpha_bar = f(torch.arange(T + 1, dtype=torch.float64) / T)
    return _from_betas(name, (1 - alpha_bar[1:] / alpha_bar[:-1]).clamp(max=MAX_BETA))


def linear(T: int = 1000, beta_1: float = 1e-4, beta_T: float = 0.02) -> NoiseSchedule:
    """β rises evenly (DDPM, section 4)."""
    return _from_betas("linear", torch.linspace(beta_1, beta_T, T, dtype=torch.float64))


def cosine(T: int = 1000, s: float = 0.008) -> NoiseSchedule:
    """ᾱ_t = cos²((t/T + s)/(1 + s) · π/2) (Nichol and Dhariwal 2021, arXiv:2102.09672, equation 17)."""
    return _from_curve("cosine", T, lambda u: torch.cos((u + s) / (1 + s) * math.pi / 2) ** 2)


def sigmoid(T: int = 1000, start: float = -3, end: float = 3, tau: float = 1.0) -> NoiseSchedule:
    """ᾱ_t falls along a sigmoid (Jabri et al. 2022, arXiv:2212.11972, algorithm 5)."""
    last = 1 / (1 + math.exp(end / tau))
    # subtracting the last value takes the curve to 0 at T; the cap on β keeps ᾱ_T above it
    return _from_curve(
        "sigmoid", T, lambda u: torch.sigmoid(-(start + u * (end - start)) / tau) - last
    )


SCHEDULES: dict[str, Callable[[int], NoiseSchedule]] = {
    "cosine": cosine,
    "linear": linear,
    "sigmoid": sigmoid,
}


@cache
def make_schedule(name: str, T: int = 1000) -> NoiseSchedule:
    """A schedule by name, the same object each time. Raises UserError for a name that is not in SCHEDULES."""
    if name not in SCHEDULES:
        raise UserError(
            f"There is no noise schedule called “{name}”; choose {', '.join(SCHEDULES)}."
        )
    return SCHEDULES[name](T)
