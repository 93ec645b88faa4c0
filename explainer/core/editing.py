"""Editing: what one network can do besides drawing from noise, without any further training.

Nothing here walks: an edit is a denoiser wrapped around another one, a `between` that changes x after every move, or
a list of timesteps, all for `samplers.walk`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, Prediction, predict
from explainer.core.errors import UserError
from explainer.core.noise import StepNoise
from explainer.core.operators import Operator
from explainer.core.samplers import Between, Step, ddim_step, walk
from explainer.core.schedule import NoiseSchedule

Change = Callable[[Tensor], Tensor]
"""Pictures (b, c, h, w) → pictures of the same shape."""


@dataclass(frozen=True, eq=False)
class Consistent:
    """Puts what is known of a picture, y = A·x0, into every estimate: x̂0 becomes A⁺·y + (I − A⁺·A)·x̂0.

    The network only decides what the damage does not show, and A·x̂0 = y throughout (Wang et al. 2022,
    arXiv:2212.00490, equation 13). y: shaped as `operator` returns it, one row, or one per sample.
    """

    denoiser: Denoiser
    schedule: NoiseSchedule
    operator: Operator
    y: Tensor

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        free = self.denoiser(x_t, t, condition)
        a = self.operator
        x0 = free.x0 + a.pseudo_inverse(self.y.to(free.x0) - a(free.x0))
        bound = predict(self.schedule, x_t, t, "x0", x0)
        return replace(free, x0=bound.x0, eps=bound.eps)


@dataclass(frozen=True, eq=False)
class Part:
    """One of several opinions on the same x_t: asked of view(x_t) under a condition, it counts as back(answer).

    Both changes must be linear; `condition`: (1, d) or one row per sample, or None.
    """

    condition: Tensor | None
    view: Change
    back: Change


@dataclass(frozen=True, eq=False)
class Joined:
    """ε̂ = Σ back_i(ε̂(view_i(x_t), c_i)), and the same of x̂0: one picture that several conditions have a say in.

    The conditions come from the parts, not from the call. All parts go through the network together; each is a call.
    """

    denoiser: Denoiser
    parts: Sequence[Part]

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        n, k = len(x_t), len(self.parts)
        seen = torch.cat([part.view(x_t) for part in self.parts])
        every = self.denoiser(seen, t.repeat(k), self._conditions(n))
        return Prediction(self._sum(every.x0), self._sum(every.eps), k * every.calls)

    def _sum(self, answers: Tensor) -> Tensor:
        each = zip(self.parts, answers.chunk(len(self.parts)), strict=True)
        return torch.stack([part.back(answer) for part, answer in each]).sum(0)

    def _conditions(self, n: int) -> Tensor | None:
        given = [part.condition for part in self.parts if part.condition is not None]
        if not given:
            return None
        nothing = torch.zeros_like(given[0][:1])
        rows = [nothing if part.condition is None else part.condition for part in self.parts]
        return torch.cat([row.expand(n, -1) for row in rows])


def _same(x: Tensor) -> Tensor:
    return x


def _upside_down(x: Tensor) -> Tensor:
    return x.flip(-2)


def _quarter_turn(x: Tensor) -> Tensor:
    return x.rot90(1, (-2, -1))


def _quarter_back(x: Tensor) -> Tensor:
    return x.rot90(-1, (-2, -1))


def _half_turn(x: Tensor) -> Tensor:
    return x.rot90(2, (-2, -1))


def _inverted(x: Tensor) -> Tensor:
    return -x


VIEWS: dict[str, tuple[Change, Change]] = {
    "flip": (_upside_down, _upside_down),
    "quarter_turn": (_quarter_turn, _quarter_back),
    "half_turn": (_half_turn, _half_turn),
    "invert": (_inverted, _inverted),
}
"""How the second picture of an anagram is seen, and the way back. Each keeps noise noise, as it must (Geng et al. 2023)."""


def anagram(first: Tensor | None, second: Tensor | None, view: str) -> list[Part]:
    """A picture of `first` that is one of `second` when it is turned, flipped or inverted: a visual anagram.

    Each has half a say (Geng et al. 2023, arXiv:2311.17919, equation 3). Raises KeyError unless view is one of VIEWS.
    """
    there, back = VIEWS[view]
    return [Part(first, _same, lambda x: x / 2), Part(second, there, lambda x: back(x) / 2)]


def hybrid(coarse: Tensor | None, fine: Tensor | None, low: Change) -> list[Part]:
    """A picture of `coarse` from afar and of `fine` from near: `low` keeps low frequencies, the rest is the other's.

    Factorized Diffusion (Geng et al. 2024, arXiv:2404.11615, equation 5).
    """
    return [Part(coarse, _same, low), Part(fine, _same, lambda x: x - low(x))]


def known_kept(x0: Tensor, mask: Tensor, schedule: NoiseSchedule, noise: StepNoise) -> Between:
    """After every move the known places (mask = 1) are x0 again, noised to that t; at t = 0 exactly x0.

    x0: (1 or b, c, h, w); mask: shaped to multiply it. RePaint (Lugmayr et al. 2022, arXiv:2201.09865, equation 8).
    """

    def between(t: int, x: Tensor) -> Tensor:
        known = x0.to(x).expand_as(x)
        if t > 0:
            known = schedule.add_noise(known, torch.full((len(x),), t), noise(t, t).to(x))
        return torch.where(mask.to(x) > 0, known, x)

    return between


def with_jumps(timesteps: Sequence[int], length: int, times: int) -> list[int]:
    """RePaint's timesteps: after every `length` moves, back up over them and down again, `times` times in all.

    Noise that was added to the unknown meets the known again, and the two grow together (arXiv:2201.09865, figure 9).
    `times` = 1 adds none. Raises UserError unless length and times are at least 1.
    """
    if length < 1 or times < 1:
        raise UserError("A jump needs a length and a number of times of at least 1.")
    path = [timesteps[0]]
    for i in range(0, len(timesteps) - 1, length):
        path += timesteps[i + 1 : i + 1 + length]
        # not after the last moves: at t = 0 the picture is done
        if i + length < len(timesteps) - 1:
            path += [*timesteps[i : i + 1 + length]] * (times - 1)
    return path


def joining(x0: Tensor, starts: Sequence[int], eps: Tensor, schedule: NoiseSchedule) -> Between:
    """For samples that start at different timesteps in one walk: until its own start, each is x0 noised to t.

    x0: (1 or b, c, h, w); starts: one t for each of b samples, each a timestep of the walk; eps: (b, c, h, w), the
    noise that each starts from. SDEdit (Meng et al. 2021, arXiv:2108.01073, algorithm 1), every level at once.
    """
    start = torch.tensor(list(starts))

    def between(t: int, x: Tensor) -> Tensor:
        waiting = (start <= t).view(-1, *[1] * (x.dim() - 1))
        fresh = schedule.add_noise(x0.to(x).expand_as(x), torch.full((len(x),), t), eps.to(x))
        return torch.where(waiting, fresh, x)

    return between


def invert(
    denoiser: Denoiser,
    schedule: NoiseSchedule,
    x0: Tensor,
    timesteps: Sequence[int],
    condition: Tensor | None = None,
) -> Generator[Step, None, None]:
    """From pictures x0 up to the noise that DDIM would draw them from: its step, taken upwards along falling `timesteps`.

    DDIM inversion (Song et al. 2020, arXiv:2010.02502, section 4.3; Dhariwal and Nichol 2021, appendix F). x0 stands in
    for x_1, as no network knows t = 0; the way back from the noise comes close to x0, the closer the more steps there are.
    """
    upwards = [max(t, 1) for t in reversed(timesteps)]
    distinct = [t for i, t in enumerate(upwards) if i == 0 or t > upwards[i - 1]]
    return walk(ddim_step, denoiser, schedule, x0, distinct, condition=condition, renoise=False)


def slerp(a: Tensor, b: Tensor, share: Tensor) -> Tensor:
    """Between two noises (c, h, w) on the great circle through both: (n, c, h, w) for n shares; a at 0 and b at 1, exactly.

    A straight line would pass through noise that is too weak, and end in dull pictures (Shoemake 1985).
    """
    cosine = torch.dot(a.flatten(), b.flatten()) / (a.norm() * b.norm())
    angle = torch.acos(cosine.clamp(-1, 1).double())
    s = share.double().view(-1, *[1] * a.dim())
    if float(angle.sin()) < 1e-6:  # the same or opposite: no one circle, so a straight line
        return torch.lerp(a, b, s.to(a))
    mixed = (((1 - s) * angle).sin() * a.double() + (s * angle).sin() * b.double()) / angle.sin()
    return torch.where(s == 0, a.double(), torch.where(s == 1, b.double(), mixed)).to(a)
