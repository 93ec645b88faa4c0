"""Learning: what a network is to predict at each timestep, and how wrong its prediction is.

A step of DDPM's algorithm 1 (Ho et al. 2020, arXiv:2006.11239) is `loss_of` a few pictures, its gradient, and an
optimiser's step. Whoever trains, a page or `explainer.training`, takes both from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.core.denoiser import PredictionType
from explainer.core.schedule import make_schedule
from explainer.networks.mixed_precision import mixed_precision


@dataclass(frozen=True)
class Objective:
    """What a network is to predict at each timestep, and how much its errors there count."""

    schedule: str = "cosine"
    prediction: PredictionType = "v"
    # min-SNR: x0's square error counts min(SNR, cap) times (Hang et al. 2023, arXiv:2303.09556); None: as it is
    snr_cap: float | None = None


def stratified_t(n: int, T: int, generator: torch.Generator) -> Tensor:
    """n timesteps in 1…T, one from each of n equal strata, in random order: less noise in the loss."""
    strata = (torch.randperm(n, generator=generator) + torch.rand(n, generator=generator)) / n
    return (strata * T).long().clamp(max=T - 1) + 1


def loss_of(
    model: Callable[[Tensor, Tensor, Tensor], Tensor],
    objective: Objective,
    x0: Tensor,
    bags: Tensor,
    t: Tensor,
    eps: Tensor,
    *,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Mean square error of the prediction, weighted as the objective has it, per sample (b,).

    x0 and eps: (b, c, h, w); t: integers 1…T, (b,); bags: (b, words), or whatever `model(x_t, t − 1, bags)` takes.
    The network computes in `dtype`, the error in float32.
    """
    coefficients = make_schedule(objective.schedule).coefficients(t, x0)
    return loss_at(coefficients, model, objective, x0, bags, t, eps, dtype=dtype)


def loss_at(
    coefficients: tuple[Tensor, Tensor],
    model: Callable[[Tensor, Tensor, Tensor], Tensor],
    objective: Objective,
    x0: Tensor,
    bags: Tensor,
    t: Tensor,
    eps: Tensor,
    *,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """`loss_of`, where √ᾱ_t and √(1−ᾱ_t), (b, 1, 1, 1) each, have been looked up already."""
    signal, noise = coefficients
    with mixed_precision(x0.device, dtype):
        output = model(signal * x0 + noise * eps, (t - 1).to(x0.device), bags)
    target = target_of(objective, coefficients, x0, eps)
    error = F.mse_loss(output.float(), target, reduction="none").mean((1, 2, 3))
    return error * _importance(objective, signal.flatten(), noise.flatten())


def target_of(
    objective: Objective, coefficients: tuple[Tensor, Tensor], x0: Tensor, eps: Tensor
) -> Tensor:
    """What the network should have said: v = √ᾱ·ε − √(1−ᾱ)·x0, ε, or x0; shaped like x0."""
    signal, noise = coefficients
    return {"v": signal * eps - noise * x0, "eps": eps, "x0": x0}[objective.prediction]


def _importance(objective: Objective, signal: Tensor, noise: Tensor) -> Tensor | float:
    """By how much to multiply the error of a target, so that x0's counts min(SNR, cap) times."""
    if objective.snr_cap is None:
        return 1.0
    snr = (signal / noise).square()
    # x0's error is so many times the target's
    ratio = {"v": noise.square(), "eps": 1 / snr, "x0": torch.ones_like(snr)}[objective.prediction]
    return ratio * snr.clamp(max=objective.snr_cap)
