"""Denoiser: anything that looks at x_t and t and estimates x0 and ε.

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

NetworkCall = Callable[[Tensor, Tensor, Tensor | None], Tensor]
"""network(x, k, condition) -> (batch, channels, height, width); k: its own time index, (batch,)."""

PredictionType = Literal["eps", "v", "x0"]


@dataclass(frozen=True, eq=False)
class Prediction:
    """The same estimate in two forms, each shaped like x_t: x_t = √ᾱ·x0 + √(1−ᾱ)·eps."""

    x0: Tensor
    eps: Tensor
    calls: int = 1  # network evaluations that this prediction cost
    conditional: Prediction | None = None  # the two halves, where guidance joined them
    unconditional: Prediction | None = None


class Denoiser(Protocol):
    """x_t: (b, c, h, w); t: integers 1…T, (b,); condition: (b, d), a row of zeros or None = unconditional."""

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction: ...


def predict(
    schedule: NoiseSchedule, x_t: Tensor, t: Tensor, kind: PredictionType, output: Tensor
) -> Prediction:
    """The x0 and ε that follow from a network's output. At t = 0 an x0 determines no ε, and at T an ε hardly any x0;
    v = √ᾱ·ε − √(1−ᾱ)·x0 determines both at every t (Salimans and Ho 2022, arXiv:2202.00512, appendix D).
    """
    signal, noise = schedule.coefficients(t, x_t)
    if kind == "v":
        return Prediction(signal * x_t - noise * output, signal * output + noise * x_t)
    if kind == "eps":
        return Prediction((x_t - noise * output) / signal, output)
    if kind == "x0":
        return Prediction(output, (x_t - signal * output) / noise)
    raise UserError(f"A network predicts eps, v or x0, not “{kind}”.")


@dataclass(frozen=True, eq=False)
class NetworkDenoiser:
    """A trained network as a Denoiser. The one place that knows the network's own index k = t − 1."""

    network: NetworkCall
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


def acts(interval: tuple[int, int] | None, t: int) -> bool:
    """Whether guidance acts at a t, where it is kept to an interval of them; None is all."""
    return interval is None or interval[0] <= t <= interval[1]


def guide(unconditional: Prediction, conditional: Prediction, w: Tensor) -> Prediction:
    """ε_u + w·(ε_c − ε_u), and the same of x0; w: one number, or (b, 1, 1, 1). Exact at w = 0 and 1.

    x0 and ε are linear in one another, so mixing each keeps them consistent without ever dividing by √ᾱ.
    """
    return Prediction(
        torch.lerp(unconditional.x0, conditional.x0, w),
        torch.lerp(unconditional.eps, conditional.eps, w),
        calls=2,
        conditional=conditional,
        unconditional=unconditional,
    )


@dataclass(frozen=True, eq=False)
class Guided:
    """Classifier-free guidance: ε = ε_u + w·(ε_c − ε_u), w one number or one per sample.

    w = 0 is unconditional, 1 conditional, above 1 guided (Ho and Salimans 2022, arXiv:2207.12598,
    who write w' = w − 1). Outside `interval` = (lowest t, highest t) w is 1 (Kynkäänniemi et al. 2024,
    arXiv:2404.07724). `negative`, a condition, takes the place of the empty one. Both halves share one
    network call; the half that w makes idle is not computed, unless `both` are to be looked at.
    """

    denoiser: Denoiser
    w: float | Tensor
    interval: tuple[int, int] | None = None
    negative: Tensor | None = None
    both: bool = False

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        if condition is None:
            return self.denoiser(x_t, t, None)
        w = self._scales(t)
        other = torch.zeros_like(condition) if self.negative is None else self.negative
        if set(w) == {1} and not self.both:
            return self.denoiser(x_t, t, condition)
        if set(w) == {0} and not self.both:
            return self.denoiser(x_t, t, other.expand_as(condition))
        return self._joined(x_t, t, condition, other.expand_as(condition), w)

    def _scales(self, t: Tensor) -> list[float]:
        """w of each sample at its t, (b,)."""
        scales: list[float] = torch.as_tensor(self.w, dtype=torch.float32).expand(len(t)).tolist()
        pairs = zip(scales, t.tolist(), strict=True)
        return [w if acts(self.interval, at) else 1.0 for w, at in pairs]

    def _joined(self, x_t: Tensor, t: Tensor, c: Tensor, u: Tensor, w: list[float]) -> Prediction:
        both = self.denoiser(torch.cat([x_t, x_t]), torch.cat([t, t]), torch.cat([c, u]))
        n = len(x_t)
        conditional = Prediction(both.x0[:n], both.eps[:n])
        unconditional = Prediction(both.x0[n:], both.eps[n:])
        return guide(unconditional, conditional, x_t.new_tensor(w).view(-1, *[1] * (x_t.dim() - 1)))


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
        return replace(raw, x0=clipped.x0, eps=clipped.eps)
