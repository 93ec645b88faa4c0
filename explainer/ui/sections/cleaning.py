"""Remove noise: the rows of pictures, what every method gets wrong, and what the numbers say."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.experiments.cleaning import (
    Estimate,
    NoisyPicture,
    Score,
    falsely_sharp,
    verdict,
)
from explainer.media.pictures import difference_map, to_pixels
from explainer.networks.checkpoints import Checkpoint
from explainer.ui.drawing.figures import CONFIG
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.methods_plot import methods_plot
from explainer.ui.drawing.numbers import ahead, apart, number
from explainer.ui.drawing.symbols import ESTIMATE, NOISY, ORIGINAL
from explainer.ui.language import say
from explainer.ui.sections.best_of_all import (
    IN_A_SENTENCE,
    METHODS,
    Marks,
    best_of_all,
    filter_name,
    under_a_picture,
)
from explainer.ui.sections.blur import LEVELS, cleaned_at, where_blur_does_best
from explainer.ui.sections.prediction_formulas import ROOTS, X_T, both_guesses
from explainer.ui.sections.why_v import why_v
from explainer.ui.terms import explained, with_marks

LOOKS = {"noisy": NOISY, "one_step": ESTIMATE}
DIFFERENCE_GAIN = 2
# sentences, by which of two numbers is ahead as they are shown
ITERATING = {1: "soft", 0: "even", -1: "close"}
GAINING = {1: "gain", 0: "level"}


def lines(score: Score) -> tuple[str, str]:
    """A score as it stands under a picture; SSIM is for the curious."""
    return (
        with_marks("remove_noise.psnr", value=number(score.psnr, 1)),
        with_marks("remove_noise.sharpness", value=number(score.sharpness)),
    )


def closeness(score: Score) -> tuple[str]:
    """The one number that stands under small pictures."""
    return (with_marks("remove_noise.closeness", value=number(score.psnr, 1)),)


def marked_row(
    noisy: NoisyPicture,
    estimates: dict[str, Estimate],
    n: int,
    walked: np.ndarray,
    finished: Estimate | None,
    filters: dict[str, Estimate],
) -> list[Framed]:
    """The row of pictures; once the walk is done, the best numbers of the page are marked."""
    marks = best_of_all(estimates, filters, finished) if finished else {}
    return comparison(noisy, estimates, n, walked, finished, marks)


def comparison(
    noisy: NoisyPicture,
    estimates: dict[str, Estimate],
    n: int,
    walked: np.ndarray,
    finished: Estimate | None,
    marks: Marks,
) -> list[Framed]:
    """Original, noisy, blur, best blur, one step, iterative: the reference leftmost, numbers marked as `marks` says.

    The last one where it stands, uint8 (h, w, c), without numbers until it is finished.
    """
    original = Framed(to_pixels(noisy.x0), say("remove_noise.original"), *ORIGINAL, ("", ""))
    numbers = lines(finished.score) if finished else ("…", "…")
    iterative = Framed(
        walked,
        say("remove_noise.iterative", n=n),
        *(ESTIMATE if finished else NOISY),
        numbers,
        under_a_picture(marks, "iterative"),
    )
    compared = [_method(m, noisy.t, estimates[m], under_a_picture(marks, m)) for m in METHODS]
    return [original, *compared, iterative]


def _method(method: str, t: int, e: Estimate, mark: tuple[bool, ...]) -> Framed:
    symbol, quantity = LOOKS.get(method, ("", "plain"))
    # the best width was searched for, the visitor's stands on a slider with one decimal
    digits = 2 if method == "best_blur" else 1
    values = {"noisy": {"t": t}, "one_step": {}}.get(method, {"sigma": number(e.parameter, digits)})
    name = say(f"remove_noise.{method}", **values)
    return Framed(e.pixels, name, symbol, quantity, lines(e.score), mark)


def differences(
    x0: Tensor, filters: dict[str, Estimate], one: Estimate, walked: Estimate, n: int
) -> tuple[list[Framed], list[Framed]]:
    """What every method makes of the picture, and below it what it gets wrong, on one scale for all."""
    methods = [
        *((with_marks(f"filter.{name}"), "", "plain", e) for name, e in filters.items()),
        (say("remove_noise.one_step"), *LOOKS["one_step"], one),
        (say("remove_noise.iterative", n=n), *ESTIMATE, walked),
    ]
    original = to_pixels(x0)
    above = [
        Framed(e.pixels, name, symbol, quantity, closeness(e.score))
        for name, symbol, quantity, e in methods
    ]
    below = [
        Framed(difference_map(original, e.pixels, DIFFERENCE_GAIN), name, bare=True)
        for name, _, _, e in methods
    ]
    return above, below


def conclusion(
    filters: dict[str, Estimate],
    shown: dict[str, Estimate],
    result: Estimate,
    noisy: NoisyPicture,
    identity: str,
) -> str:
    """What the numbers on screen say, in words; `shown` are the pictures of the row."""
    one, walked = shown["one_step"].score, result.score
    v = verdict(filters, one, walked)
    name, by = explained(f"filter.{v.filter}"), apart(one.psnr, filters[v.filter].score.psnr)
    lead = ahead(one.psnr, filters[v.filter].score.psnr)
    if lead >= 0:
        first = explained(f"remove_noise.{GAINING[lead]}", db=by, filter=name)
    else:
        why = say("remove_noise.why_little" if noisy.t < 100 else "remove_noise.why_odd")
        first = explained("remove_noise.loss", db=by, why=why, filter=name)
    second = _iterated(one, walked)
    blur = explained("remove_noise.blur_fails", where=where_blur_does_best(noisy, identity))
    sharp = _of_false_sharpness(shown, walked)
    return f"{first} {second} {sharp}\n\n{blur}\n\n{explained('remove_noise.why')}"


def _iterated(one: Score, walked: Score) -> str:
    """The walk beside the single call; of an even picture that there is no sharpness to compare."""
    key = f"remove_noise.{ITERATING[ahead(one.psnr, walked.psnr)]}"
    db = apart(one.psnr, walked.psnr)
    if math.isnan(one.sharpness):
        return f"{say(f'{key}_alone', db=db)} {say('look.no_detail')}"
    sharp = {"sharp_iter": number(walked.sharpness), "sharp_one": number(one.sharpness)}
    return say(key, db=db, **sharp)


def _of_false_sharpness(shown: dict[str, Estimate], walked: Score) -> str:
    """A word on a picture that is as sharp as the original and yet far from it; none if there is none."""
    scores = {**{name: e.score for name, e in shown.items()}, "iterative": walked}
    if (name := falsely_sharp(scores)) is None:
        return ""
    closest = max(s.psnr for s in scores.values())
    return say(
        "remove_noise.false_sharpness",
        method=say(f"remove_noise.{IN_A_SENTENCE[name]}"),
        value=number(scores[name].sharpness),
        db=apart(closest, scores[name].psnr),
    )


def levels(noisy: NoisyPicture, identity: str) -> list[list[Framed]]:
    """Three rows over LEVELS: the noisy picture, its best blur, and what one call makes of it."""
    columns = [_level(noisy, identity, t) for t in LEVELS]
    return [list(frames) for frames in zip(*columns, strict=True)]


def _level(noisy: NoisyPicture, identity: str, t: int) -> tuple[Framed, Framed, Framed]:
    estimates = cleaned_at(noisy, identity, t)
    x_t, blur, one = (estimates[m] for m in ("noisy", "best_blur", "one_step"))
    blurs, calls = (closeness(e.score) for e in (blur, one))
    better = one.score.psnr > blur.score.psnr
    return (
        Framed(x_t.pixels, say("remove_noise.level_noisy", t=t), *LOOKS["noisy"]),
        Framed(blur.pixels, say("remove_noise.level_blur"), "", "plain", blurs, best=(not better,)),
        Framed(
            one.pixels, say("remove_noise.level_one"), *LOOKS["one_step"], calls, best=(better,)
        ),
    )


def methods_compared(filters: dict[str, Estimate], one: Estimate, walked: Estimate, n: int) -> None:
    """Every method but the noisy picture itself, where it stands; nothing where there is no sharpness to compare."""
    if math.isnan(one.score.sharpness):
        return
    points = [
        *((filter_name(name), "plain", e.score) for name, e in filters.items()),
        (say("remove_noise.one_step"), "x0hat", one.score),
        (say("remove_noise.iterative", n=n), "x0hat", walked.score),
    ]
    figure = methods_plot([(name, quantity, s.psnr, s.sharpness) for name, quantity, s in points])
    st.plotly_chart(figure, config=CONFIG, alt=say("remove_noise.plot_alt"))


def symbols(checkpoint: Checkpoint) -> str:
    """What the symbols of the equations stand for, what the network puts out, and why that is v where it is."""
    kind = checkpoint.card.prediction
    said = f"{explained('remove_noise.symbols')} {explained(f'remove_noise.puts_out_{kind}')}"
    return f"{said}\n\n{why_v(checkpoint.schedule)}" if kind == "v" else said


def equations(noisy: NoisyPicture) -> tuple[str, ...]:
    """x̂0 and ε̂ from what the network puts out, in symbols and with today's numbers, and the blur."""
    blur = rf"G_\sigma * \left({X_T} / {ROOTS[0]}\right)"
    return (
        *both_guesses(noisy.checkpoint.card.prediction, noisy.alpha_bar),
        rf"\text{{{say('remove_noise.blur_alone')}}} = {blur}",
    )
