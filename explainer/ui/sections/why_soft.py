"""Why one step is soft: the pictures of the page, where completions differ, and what their numbers say."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.core.units import GREY_LEVELS
from explainer.experiments.cleaning import NoisyPicture
from explainer.experiments.completions import LEAST, Fan, Standing, Standings
from explainer.media.film import Film
from explainer.media.pictures import to_pixels
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import ahead, number
from explainer.ui.drawing.residual_plot import residual_plot
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL, of_run
from explainer.ui.drawing.theme import tex
from explainer.ui.language import say
from explainer.ui.sections.cleaning import lines
from explainer.ui.sections.guidance_step import heat_of, heat_scale
from explainer.ui.terms import explained, with_marks

HOTTEST = 80.0  # grey levels: where completions differ by so much the map is white
MORE_THAN_CHANCE = 1.5  # times what is to be expected, and more: not chance alone
NOTICED = 0.5  # dB: with less between two pictures nobody sees which is closer
LITTLE = 5.0  # grey levels: completions that lie nearer to their mean hardly differ
BLURRED = 0.5  # of the original's sharpness: a completion with less is soft itself
FAITHFUL = {1: "closer", 0: "level", -1: "farther"}  # the mean, beside one completion


def begins(n: int, steps: int) -> str:
    """What completions are, and how they are made: a single step adds no noise."""
    key = "fan_one" if steps == 1 else "fan"
    return explained(f"why_soft.{key}", n=n, steps=steps)


def top(noisy: NoisyPicture, estimate: Tensor, film: Film, n: int, found: Fan | None) -> str:
    """Original, noisy, one call's estimate, and the mean of the completions where they stand; as html."""
    pictures = film.pictures(noisy.checkpoint.picture_shape)
    mean = to_pixels(found.mean) if found else pictures.mean(0).round().astype(np.uint8)
    one, whole = (_scored(noisy, e) for e in (estimate, found.mean if found else None))
    framed = (
        Framed(to_pixels(noisy.x0), say("remove_noise.original"), *ORIGINAL, ("", "")),
        Framed(to_pixels(noisy.x_t), say("remove_noise.noisy", t=noisy.t), *NOISY, ("", "")),
        Framed(to_pixels(estimate), say("remove_noise.one_step"), *ESTIMATE, one),
        Framed(mean, say("why_soft.mean", n=n), *_mean_look(found), whole),
    )
    return row(framed, "four")


def _mean_look(found: Fan | None) -> tuple[str, str]:
    """A mean of completions is no picture of its own: it has their colour, and no symbol."""
    return "", ESTIMATE[1] if found else NOISY[1]


def _scored(noisy: NoisyPicture, picture: Tensor | None) -> tuple[str, str]:
    return ("…", "…") if picture is None else lines(noisy.estimate(picture).score)


def fan(film: Film, shape: tuple[int, int, int], n: int) -> str:
    """Every completion where it stands, as html."""
    pictures = film.pictures(shape)
    if len(pictures) != n:  # nothing computed yet
        pictures = np.repeat(pictures[:1], n, axis=0)
    symbol, quantity = of_run(film)
    names = [say("why_soft.completion", i=i + 1) for i in range(n)]
    framed = [
        Framed(p, name, symbol, quantity, bare=True)
        for p, name in zip(pictures, names, strict=True)
    ]
    return row(framed, "film")


def spread(found: Fan, steps: int) -> None:
    """Where completions differ, and how their mean comes closer to the one-step estimate."""
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        deviation = GREY_LEVELS * found.variance.sqrt()
        value = with_marks("why_soft.deviation", value=number(found.spread, 1))
        heat = heat_of(deviation, HOTTEST)
        st.html(row([Framed(heat, say("why_soft.variance"), numbers=(value,))]))
        st.html(heat_scale(say("why_soft.hottest", value=number(HOTTEST, 0))))
    with right:
        plot = residual_plot(found.residuals())
        st.plotly_chart(plot, config=CONFIG, alt=say("why_soft.plot_alt"), key="_residuals")
    st.markdown(apart(found, steps))


def apart(found: Fan, steps: int) -> str:
    """How far the mean of all lies from the one-step estimate, and how far it should."""
    n, last = len(found.completions), found.residuals()[-1]
    if found.spread < LEAST:
        key = "one_step" if steps == 1 else "one_possible"
        return explained(f"why_soft.{key}", n=n)
    told = explained(
        "why_soft.apart", n=n, found=number(last.found, 1), expected=number(last.expected, 1)
    )
    by_chance = last.found < MORE_THAN_CHANCE * last.expected
    return f"{told} {explained('why_soft.chance' if by_chance else 'why_soft.more_than_chance')}"


def table(found: Standings) -> str:
    """Closeness and sharpness of one completion, of means, and of the one-step estimate; the closest in bold, and the sharpness nearest to 1."""
    closest = max(round(each.psnr, 1) for each in found.rows)
    like_original = min(round(abs(each.sharpness - 1), 2) for each in found.rows)
    rows = [
        f"| {_name(each)} | {_bold(number(each.psnr, 1), round(each.psnr, 1) == closest)} "
        f"| {_bold(number(each.sharpness), round(abs(each.sharpness - 1), 2) == like_original)} |"
        for each in found.rows
    ]
    return "\n".join([explained("why_soft.table"), "|---|---:|---:|", *rows])


def _name(each: Standing) -> str:
    if each.n == 0:
        return say("remove_noise.one_step")
    return say("why_soft.row_one" if each.n == 1 else "why_soft.row_mean", n=each.n)


def _bold(text: str, best: bool) -> str:
    return f"**{text}**" if best else text


def faithful(found: Standings, spread: float, steps: int) -> str:
    """Whether the sharper picture is the more faithful one: one completion beside the mean of all.

    `spread`: how far completions lie from their mean, grey levels; `steps` of each.
    """
    one, mean = found.single, found.mean
    close = {"n": mean.n, "one": number(one.psnr, 1), "mean": number(mean.psnr, 1)}
    if math.isnan(one.sharpness):
        return f"{explained('why_soft.beside_even', **close)} {say('look.no_detail')}"
    sharp = {"sharp_one": number(one.sharpness), "sharp_mean": number(mean.sharpness)}
    told = explained("why_soft.beside", **close, **sharp)
    said = [told, *_verdict(one, mean, spread)]
    if one.sharpness < BLURRED and spread >= LITTLE:
        said.append(say("why_soft.blurred", one=number(one.sharpness), steps=steps))
    return " ".join(said)


def _verdict(one: Standing, mean: Standing, spread: float) -> list[str]:
    """What one completion beside the mean of all tells; nothing where the reason is not known."""
    lead = 0 if abs(mean.psnr - one.psnr) < NOTICED else ahead(mean.psnr, one.psnr)
    if lead == 0 and spread >= LITTLE:
        off = 2 * GREY_LEVELS * 10 ** (-mean.psnr / 20)  # of the mean from the original
        told = {"spread": number(spread, 1), "off": number(off, 1)}
        return [explained("why_soft.level_apart", **told)] if off > spread else []
    softer = ahead(one.sharpness, mean.sharpness, 2) > 0
    key = FAITHFUL[lead] if softer or lead <= 0 else "both"
    return [explained(f"why_soft.{key}")]


def become(found: Fan, standing: Standings, t: int) -> str:
    """The dare: what an average looks like of pictures that agree on little."""
    return say(
        "bridge.why_soft.dared",
        t=t,
        levels=number(found.spread, 1),
        one=number(standing.single.sharpness),
        mean=number(standing.mean.sharpness),
    )


def equations() -> tuple[str, str, str]:
    """What a denoiser is trained to say, what a mean of completions comes to, and how fast."""
    x0, hat, noisy = tex("x0", "x_0"), tex("x0hat", r"\hat x_0"), tex("xt", "x_t")
    mean = rf"\tfrac{{1}}{{N}}\sum_{{i=1}}^{{N}} {tex('x0hat', 'x_0^{(i)}')}"
    return (
        rf"{hat}({noisy}, t) = \mathbb{{E}}\left[{x0} \mid {noisy}\right]",
        rf"{mean} \;\to\; {hat}",
        r"\sqrt{\mathrm{Var} / N}",
    )
