"""Two in one: one step of the run as a sum of pictures and of noises, and what the two words disagree about."""

from __future__ import annotations

import html

import streamlit as st
from torch import Tensor

from explainer.core.units import GREY_LEVELS
from explainer.experiments.guidance import size
from explainer.experiments.two_in_one import HYBRID, Halves, Wanted, kind_of
from explainer.media.pictures import noise_pixels, to_pixels
from explainer.ui import cached_two_in_one as cached
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.runs import named
from explainer.ui.terms import explained


def show(wanted: Wanted, seed: int) -> None:
    """The step that is open, of the run of one seed."""
    st.subheader(say("two_in_one.step"), anchor=False)
    kind = kind_of(wanted.way)
    st.markdown(explained(f"two_in_one.step_{kind}", **changes(wanted.way)))
    halves = cached.opened(wanted, seed)
    step = halves[int(controls.OPEN_STEP.draw()) - 1]
    st.caption(say("two_in_one.where", i=step.i, n=len(halves), t=step.t, seed=seed))
    guesses = whole(wanted, step)
    st.html(_sum(wanted, step, guesses) + _noises(wanted, step))
    st.markdown(sentence(wanted, step))


def changes(way: str) -> dict[str, str]:
    """What is done to a picture for the second word, and to the answer afterwards; {} for a hybrid."""
    if way == HYBRID:
        return {}
    return {part: say(f"two_in_one.{part}_{way}") for part in ("done", "undone")}


def _words(wanted: Wanted) -> dict[str, str]:
    return {"first": named(wanted.first), "second": named(wanted.second), **changes(wanted.way)}


def whole(wanted: Wanted, step: Halves) -> tuple[Tensor, Tensor]:
    """What each word guesses of the picture: for an anagram its whole guess, of which half counts; for a hybrid its part."""
    times = 1 if wanted.way == HYBRID else 2
    return times * step.first.x0, times * step.second.x0


def _sum(wanted: Wanted, step: Halves, guesses: tuple[Tensor, Tensor]) -> str:
    """The guesses of the picture as a sum, as html."""
    kind, words = kind_of(wanted.way), _words(wanted)
    frames = [
        Framed(
            to_pixels(guesses[0]), say(f"two_in_one.guess_{kind}_0", **words), "x̂₀", "conditional"
        ),
        Framed(
            to_pixels(guesses[1]), say(f"two_in_one.guess_{kind}_1", **words), "x̂₀", "conditional"
        ),
        Framed(to_pixels(step.joined.x0), say("two_in_one.guess_joined"), "x̂₀", "x0hat"),
    ]
    signs = ("+", "=") if wanted.way == HYBRID else ("+", "= 2 ×")
    parts = [frames[0].html()]
    for sign, frame in zip(signs, frames[1:], strict=True):
        parts += [f'<b class="nw-sign">{html.escape(sign)}</b>', frame.html()]
    return f'<div class="nw-sum">{"".join(parts)}</div>'


def _noises(wanted: Wanted, step: Halves) -> str:
    """The same of the noise, and what the second word's guess was in its own view."""
    words = _words(wanted)
    times = 1 if wanted.way == HYBRID else 2
    kind = kind_of(wanted.way)
    shown = (
        (times * step.first.eps, say(f"two_in_one.noise_{kind}_0", **words), "conditional"),
        (times * step.second.eps, say(f"two_in_one.noise_{kind}_1", **words), "conditional"),
        (step.joined.eps, say("two_in_one.noise_joined"), "eps"),
    )
    frames = [
        Framed(noise_pixels(eps), name, "ε̂", quantity, dashed=True) for eps, name, quantity in shown
    ]
    seen = Framed(
        to_pixels(step.seen.x0), say(f"two_in_one.seen_{kind}", **words), "x̂₀", "conditional"
    )
    return row([*frames, seen], "fours")


def disagreement(wanted: Wanted, step: Halves) -> float:
    """How far the two words' guesses of the picture lie apart, root mean square, grey levels of 255."""
    one, other = whole(wanted, step)
    return GREY_LEVELS * size(one.clamp(-1, 1) - other.clamp(-1, 1))


def coarse_share(step: Halves) -> float:
    """Of a hybrid's guess: the share of its contrast, squared, that the coarse word decides."""
    coarse, fine = (
        float((x - x.mean((1, 2), keepdim=True)).double().square().mean())
        for x in (step.first.x0, step.second.x0)
    )
    return coarse / max(coarse + fine, 1e-12)


def sentence(wanted: Wanted, step: Halves) -> str:
    """What the step says of the two words, in numbers."""
    words = _words(wanted)
    if wanted.way == HYBRID:
        share = number(100 * coarse_share(step), 0)
        return say("two_in_one.step_coarse", t=step.t, share=share, **words)
    apart = number(disagreement(wanted, step), 0)
    return say("two_in_one.step_apart", t=step.t, levels=apart, **words)


def equations(way: str) -> tuple[str, ...]:
    """The guess of the noise that both words share."""
    hat, x = tex("eps", r"\hat\varepsilon"), tex("xt", "x_t")
    first, second = (tex("conditional", f"c_{i}") for i in (1, 2))
    if way == HYBRID:
        return (
            rf"{hat} = G_\sigma * {hat}({x}, t, {first}) + ({hat} - G_\sigma * {hat})({x}, t, {second})",
        )
    return (
        rf"{hat} = \tfrac12\,{hat}({x}, t, {first}) + \tfrac12\,v^{{-1}}\big({hat}(v({x}), t, {second})\big)",
    )
