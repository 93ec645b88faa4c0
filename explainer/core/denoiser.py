"""Denoiser: anything that looks at x_t and t and says what it believes about x0 and ε.

Samplers know only this interface. A network, the closed-form ideal denoiser of a data set,
guidance and clipping are all denoisers, the last two wrapped around another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.schedule import NoiseSchedule

Network = Callable[[Tensor, Tensor, Tensor | None], Tensor]
"""network(x, k, condition) -> (batch, channels, height, width); k: its own time index, (batch,)."""

PredictionType = Literal["eps", "v", "x0"]


@dataclass(frozen=True, eq=False)
class Prediction:
    """Three ways of saying the same guess, each shaped like x_t.

    x0 = √ᾱ·x_t − √(1−ᾱ)·v and eps = √ᾱ·v + √(1−ᾱ)·x_t, where v = √ᾱ·eps − √(1−ᾱ)·x0
    (Salimans and Ho 2022, arXiv:2202.00512, appendix D).
    """

    x0: Tensor
    eps: Tensor
    v: Tensor
    calls: int = 1  # network evaluations that this prediction cost
    conditional: Prediction | None = None  # the two halves, where guidance joined them
    unconditional: Prediction | None = None


class Denoiser(Protocol):
    """x_t: (b, c, h, w); t: integers 1…T, (b,); condition: (b, d), a row of zeros or None = unconditional."""

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction: ...


def predict(
    schedule: NoiseSchedule, x_t: Tensor, t: Tensor, kind: PredictionType, output: Tensor
) -> Prediction:
    """Complete one of eps, v or x0 to all three. At t = 0 an eps says nothing of v, nor x0 of eps."""
    signal, noise = schedule.coefficients(t, x_t)
    if kind == "v":
        return Prediction(signal * x_t - noise * output, signal * output + noise * x_t, output)
    if kind == "eps":
        x0 = (x_t - noise * output) / signal
        return Prediction(x0, output, signal * output - noise * x0)
    if kind == "x0":
        eps = (x_t - signal * output) / noise
        return Prediction(output, eps, signal * eps - noise * output)
    raise UserError(f"A network predicts eps, v or x0, not “{kind}”.")


@dataclass(frozen=True, eq=False)
class NetworkDenoiser:
    """A trained network as a Denoiser. The one place that knows the network's own index k = t − 1."""

    network: Network
    schedule: NoiseSchedule
    kind: PredictionType = "v"

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        output = self.network(x_t, t - 1, condition)
        return predict(self.schedule, x_t, t, self.kind, output)


@dataclass(frozen=True, eq=False)
class IdealDenoiser:
    """E[x0 | x_t] in closed form for a finite data set: a softmax over squared distances.

    What a network of unlimited size would learn: it can only ever blend the pictures it has seen.
    data: (N, c, h, w). See Karras et al. 2022, arXiv:2206.00364, appendix B.3.
    """

    data: Tensor
    schedule: NoiseSchedule

    def weights(self, x_t: Tensor, t: Tensor) -> Tensor:
        """p(data_i | x_t), shape (batch, N)."""
        signal, noise = self.schedule.coefficients(t, x_t.double())
        residual = x_t.double().unsqueeze(1) - signal.unsqueeze(1) * self.data.double()
        distance = residual.flatten(2).square().sum(2)  # (batch, N)
        return torch.softmax(-distance / (2 * noise.flatten(1).square()), dim=1)

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        mean = torch.einsum("bn,nchw->bchw", self.weights(x_t, t), self.data.double())
        return predict(self.schedule, x_t, t, "x0", mean.to(x_t))


def _lerp(a: Tensor, b: Tensor, weight: Tensor) -> Tensor:
    """a + weight·(b − a), exactly a at weight 0 and exactly b at weight 1, one weight per sample."""
    return torch.lerp(a, b, weight.to(a).view(-1, *[1] * (a.dim() - 1)))


@dataclass(frozen=True, eq=False)
class Guided:
    """Classifier-free guidance: ε = ε_u + w·(ε_c − ε_u), w one number or one per sample.

    w = 0 is unconditional, 1 conditional, above 1 guided (Ho and Salimans 2022, arXiv:2207.12598,
    who write w' = w − 1). Outside `interval` = (lowest t, highest t) w is 1 (Kynkäänniemi et al. 2024,
    arXiv:2404.07724). `negative`, a condition, takes the place of the empty one. Both halves share one
    network call; the half that w makes idle is not computed.
    """

    denoiser: Denoiser
    w: float | Tensor
    interval: tuple[int, int] | None = None
    negative: Tensor | None = None

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        if condition is None:
            return self.denoiser(x_t, t, None)
        w = torch.as_tensor(self.w, dtype=torch.float32).expand(len(x_t))
        if self.interval is not None:
            low, high = self.interval
            w = torch.where((t.cpu() >= low) & (t.cpu() <= high), w, torch.ones_like(w))
        other = torch.zeros_like(condition) if self.negative is None else self.negative
        if bool((w == 1).all()):
            return self.denoiser(x_t, t, condition)
        if bool((w == 0).all()):
            return self.denoiser(x_t, t, other.expand_as(condition))
        return self._joined(x_t, t, condition, other.expand_as(condition), w)

    def _joined(self, x_t: Tensor, t: Tensor, c: Tensor, u: Tensor, w: Tensor) -> Prediction:
        both = self.denoiser(torch.cat([x_t, x_t]), torch.cat([t, t]), torch.cat([c, u]))
        n = len(x_t)
        conditional = Prediction(both.x0[:n], both.eps[:n], both.v[:n])
        unconditional = Prediction(both.x0[n:], both.eps[n:], both.v[n:])
        # x0, eps and v are linear in one another, so mixing each keeps them consistent without
        # ever dividing by √ᾱ
        return Prediction(
            _lerp(unconditional.x0, conditional.x0, w),
            _lerp(unconditional.eps, conditional.eps, w),
            _lerp(unconditional.v, conditional.v, w),
            calls=2,
            conditional=conditional,
            unconditional=unconditional,
        )


@dataclass(frozen=True, eq=False)
class Clipped:
    """Keeps x̂0 inside [−1, 1] and re-derives ε̂ from the clipped x̂0.

    Wraps the outside of guidance, since guidance is what pushes x̂0 out of range.
    """

    denoiser: Denoiser
    schedule: NoiseSchedule

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        raw = self.denoiser(x_t, t, condition)
        clipped = predict(self.schedule, x_t, t, "x0", raw.x0.clamp(-1, 1))
        return replace(raw, x0=clipped.x0, eps=clipped.eps, v=clipped.v)
