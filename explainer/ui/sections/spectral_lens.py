"""Spectral lens: what stands above the noise at this t, what the network makes of the rest, and the formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial

from torch import Tensor

from explainer.core.noise import noised
from explainer.experiments.spectral import Beside, Spectra, beside, edge, spectra_of
from explainer.networks.checkpoints import Checkpoint
from explainer.ui import cached_closer as cached
from explainer.ui.components.spectral_lens import spectral_lens
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.drawing.numbers import ahead, apart, number
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.picture import Picture
from explainer.ui.sections.noising import take_t
from explainer.ui.terms import explained

KEY = "_lens"
LITTLE = 0.05  # of the picture's power: less is hardly anything added
AGREES = 0.3  # of a correlation: less may come by chance, there are few broad waves
SOFT = 1.0  # dB behind the plain cut, at most: a soft copy of the picture
FEW, MOST = 0.1, 0.5  # of the waves, and of the contrast
DIM = 1e-6  # of a power: less is an even shade, rounded


@dataclass(frozen=True, eq=False)
class Lens:
    """A picture (c, n, n) under the noise of one seed, at every t, with the network's guesses by their t."""

    checkpoint: Checkpoint
    x0: Tensor
    eps: Tensor
    spectra: Spectra
    guesses: dict[int, Tensor]
    t: int

    @property
    def alpha_bar(self) -> float:
        """ᾱ_t"""
        return float(self.checkpoint.schedule.alpha_bar[self.t])

    @cached_property
    def kept(self) -> Tensor:
        """Which rings stand above the noise at t, (rings,) of bool."""
        return self.spectra.standing(self.alpha_bar)

    @property
    def is_even(self) -> bool:
        """Whether it has no waves at all."""
        return float(self.spectra.picture[1:].max()) < DIM

    @cached_property
    def found(self) -> Beside:
        """What stands beside the network's guess at t."""
        return beside(self.x0, self.guesses[max(1, self.t)], self.kept)

    @property
    def shares(self) -> dict[str, str]:
        """Of the waves that stand: how many of all, and how much of the contrast they hold, in percent."""
        share, contrast = self.spectra.share(self.kept), self.spectra.contrast(self.kept)
        return {"share": number(100 * share, 1), "contrast": number(100 * contrast, 0)}


def lens_of(checkpoint: Checkpoint, picture: Picture, seed: int, t: int) -> Lens:
    """The visitor's picture, its noise, and what the network makes of it at some t."""
    x0 = picture.for_network(checkpoint.picture_shape)
    eps = noised(x0, t, seed, checkpoint.schedule)[1]
    guesses = cached.guesses(checkpoint, x0, picture.identity, seed, max(1, t))
    return Lens(checkpoint, x0, eps, spectra_of(x0, eps), guesses, t)


def draw(lens: Lens, is_guessed: bool) -> None:
    """The lens in the browser, with a slider of its own; the share of waves stays unsaid as long as it is asked for."""
    held, let_go = lesson.holds(controls.T.key), partial(take_t, KEY)
    schedule, t = lens.checkpoint.schedule, lens.t
    tells = held or is_guessed
    spectral_lens(
        lens.x0, lens.eps, t, schedule, lens.spectra, lens.guesses, let_go, KEY, held, tells
    )


def explanation(lens: Lens) -> str:
    """All that is said of this t."""
    said = [standing(lens)]
    if lens.t and not lens.is_even:
        said.append(guessed(lens.found))
    return "\n\n".join(said)


def standing(lens: Lens) -> str:
    """Which waves stand above the noise."""
    if lens.t == 0:
        return explained("spectral_lens.look_clean")
    if lens.is_even:
        return explained("spectral_lens.look_even")
    kept, t = lens.kept, lens.t
    if bool(kept.all()):
        return explained("spectral_lens.look_all", t=t)
    if not bool(kept[1:].any()):
        return explained("spectral_lens.look_none", t=t)
    return " ".join(filter(None, [_up_to(lens), _beyond(lens)]))


def _up_to(lens: Lens) -> str:
    """From the broadest waves on, as far as each stands."""
    n = edge(lens.kept) - 1
    if n == 0:
        return ""
    pixels = number(lens.x0.shape[-1] / (2 * n), 1)
    said = explained("spectral_lens.look_stand", t=lens.t, n=n, pixels=pixels, **lens.shares)
    share, contrast = lens.spectra.share(lens.kept), lens.spectra.contrast(lens.kept)
    return f"{said} {say('spectral_lens.look_few')}" if share < FEW and contrast > MOST else said


def _beyond(lens: Lens) -> str:
    """Finer ones that also stand."""
    first = edge(lens.kept)
    more = int(lens.kept[first:].sum())
    if not more:
        return ""
    key = "look_more" if first > 1 else "look_only"
    return explained(f"spectral_lens.{key}", n=more, t=lens.t, **lens.shares)


def guessed(found: Beside) -> str:
    """The plain cut beside the network's guess, and what the guess has where the noise has covered everything."""
    kept, guess = number(found.kept, 1), number(found.guess, 1)
    if math.isinf(found.kept):
        return explained("spectral_lens.beside_whole", guess=guess)
    key = "beside_guess" if ahead(found.guess, found.kept) > 0 else "beside_cut"
    gap = apart(found.guess, found.kept)
    said = explained(f"spectral_lens.{key}", kept=kept, guess=guess, gap=gap)
    return f"{said}\n\n{_added(found)}".strip()


def _added(found: Beside) -> str:
    if key := added_key(found):
        return explained(f"spectral_lens.{key}", **numbers(found))
    return ""


def added_key(found: Beside) -> str:
    """What the guess has under the noise: the sentence that says where it may come from; none if nothing is there."""
    if found.added <= 0:
        return ""
    if found.added < LITTLE:
        is_copy = found.stands and found.guess > found.kept - SOFT
        return "added_little" if is_copy else "added_nothing"
    if found.right < AGREES:
        return "added_wrong"
    if not found.stands:
        return "added_unseen"
    return "added_more" if round(found.added, 2) > 1 else "added"


def numbers(found: Beside) -> dict[str, str]:
    """How much the guess has under the noise, in percent, and how far that is right."""
    return {"added": number(100 * found.added, 0), "right": number(found.right)}


def dared(lens: Lens) -> str:
    """What came of the dare: detail where the noise has covered it."""
    if not lens.found.added:
        return say("bridge.spectral_lens.dared_none", t=lens.t)
    told = say("bridge.spectral_lens.dared", t=lens.t, **numbers(lens.found))
    return f"{told} {say(f'bridge.spectral_lens.dared_{added_key(lens.found)}')}"


def equations() -> tuple[str, str]:
    """x_t at the picture's own contrast, and its spectrum."""
    x0, xt, eps = tex("x0", "x_0"), tex("xt", "x_t"), tex("eps", r"\varepsilon")
    level = tex("eps", r"\frac{1-\bar\alpha_t}{\bar\alpha_t}")
    return (
        rf"\frac{{{xt}}}{{\sqrt{{\bar\alpha_t}}}} = {x0} + \sqrt{{{level}}}\,{eps}",
        rf"P_{{{xt}/\sqrt{{\bar\alpha_t}}}}(k) = P_{{{x0}}}(k) + {level}\,P_{{{eps}}}(k) + 2\sqrt{{{level}}}\,P_{{{x0}{eps}}}(k)",
    )
