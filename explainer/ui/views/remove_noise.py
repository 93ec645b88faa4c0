"""Remove noise: the same noisy picture cleaned in several ways, and what the numbers say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.core.baselines import baselines, best_blur, gaussian_blur, rescale
from explainer.core.metrics import psnr, sharpness, ssim
from explainer.core.noise import noised
from explainer.experiments.sampling import one_step
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.drawing.frames import Framed
from explainer.ui.language import say
from explainer.ui.views.common import difference_map, number


@dataclass(frozen=True)
class Score:
    """Closeness and sharpness of one estimate."""

    psnr: float
    ssim: float
    sharpness: float

    def lines(self) -> tuple[str, str, str]:
        """As they stand under a picture."""
        return (
            say("remove_noise.psnr", value=number(self.psnr, 1)),
            say("remove_noise.ssim", value=number(self.ssim)),
            say("remove_noise.sharpness", value=number(self.sharpness)),
        )


def score(estimate: Tensor, original: Tensor) -> Score:
    """All three measures of a (c, h, w) estimate."""
    return Score(psnr(estimate, original), ssim(estimate, original), sharpness(estimate, original))


@dataclass(frozen=True, eq=False)
class Estimate:
    """One way of cleaning a picture: what came out, and how good it is."""

    pixels: np.ndarray
    score: Score
    parameter: float = 0.0


def _estimate(picture: Tensor, original: Tensor, parameter: float = 0.0) -> Estimate:
    return Estimate(to_pixels(picture), score(picture, original), parameter)


@st.cache_data(max_entries=256, show_spinner=False)
def cleaned(
    network: str, engine: str, identity: str, t: int, seed: int, _x0: Tensor
) -> dict[str, Estimate]:
    """The noisy picture, its best blur and the single network call."""
    schedule = load_checkpoint(network).schedule
    x_t, _ = noised(_x0, t, seed, schedule)
    alpha_bar = float(schedule.alpha_bar[t])
    blur = best_blur(x_t, alpha_bar, _x0)
    return {
        "noisy": _estimate(x_t, _x0),
        "best_blur": _estimate(blur.picture, _x0, blur.parameter),
        "one_step": _estimate(one_step(network, x_t[None], t).x0[0], _x0),
    }


@st.cache_data(max_entries=256, show_spinner=False)
def filtered(network: str, identity: str, t: int, seed: int, _x0: Tensor) -> dict[str, Estimate]:
    """Every filter that was used before networks, each at its best for this picture."""
    checkpoint = load_checkpoint(network)
    alpha_bar = float(checkpoint.schedule.alpha_bar[t])
    x_t, _ = noised(_x0, t, seed, checkpoint.schedule)
    results = {
        name: filter_(x_t, alpha_bar, _x0)
        for name, filter_ in baselines(checkpoint.card.statistics).items()
    }
    return {name: _estimate(r.picture, _x0, r.parameter) for name, r in results.items()}


def blurred(x_t: Tensor, alpha_bar: float, sigma: float, x0: Tensor) -> Estimate:
    """The visitor's own blur of x_t/√ᾱ."""
    return _estimate(gaussian_blur(rescale(x_t, alpha_bar), sigma), x0, sigma)


def best_marks(scores: list[Score]) -> list[tuple[bool, bool, bool]]:
    """For each score, which of its numbers is the best of all; the best sharpness is nearest to 1."""
    top_psnr = max(s.psnr for s in scores)
    top_ssim = max(s.ssim for s in scores)
    top_sharp = min(abs(s.sharpness - 1) for s in scores)
    return [
        (s.psnr == top_psnr, s.ssim == top_ssim, abs(s.sharpness - 1) == top_sharp) for s in scores
    ]


@st.cache_data(max_entries=256, show_spinner=False)
def walked_to(run: str, identity: str, _pixels: np.ndarray, _x0: Tensor) -> Estimate:
    """Where a finished run ended, uint8 (h, w, c), by the run's id."""
    return Estimate(_pixels, score(from_pixels(_pixels), _x0))


METHODS = ("noisy", "blur", "best_blur", "one_step")


def comparison(
    x0: Tensor,
    t: int,
    estimates: dict[str, Estimate],
    n: int,
    walked: np.ndarray,
    finished: Estimate | None,
) -> list[Framed]:
    """Original, noisy, blur, best blur, one step, iterative: the reference leftmost, best numbers marked.

    The last one where it stands, without numbers until it is finished.
    """
    scores = [estimates[m].score for m in METHODS] + ([finished.score] if finished else [])
    marks = best_marks(scores)
    names = {
        "noisy": say("remove_noise.noisy", t=t),
        "blur": say("remove_noise.blur", sigma=number(estimates["blur"].parameter, 1)),
        "best_blur": say(
            "remove_noise.best_blur", sigma=sigma_text(estimates["best_blur"].parameter)
        ),
        "one_step": say("remove_noise.one_step"),
    }
    looks = {"noisy": ("xₜ", "xt"), "one_step": ("x̂₀", "x0hat")}
    frames = [Framed(to_pixels(x0), say("remove_noise.original"), "x₀", "x0", ("", "", ""))]
    for method, mark in zip(METHODS, marks, strict=False):
        symbol, quantity = looks.get(method, ("", "plain"))
        e = estimates[method]
        frames.append(Framed(e.pixels, names[method], symbol, quantity, e.score.lines(), mark))
    numbers = finished.score.lines() if finished else ("…", "…", "…")
    mark = marks[-1] if finished else (False,) * 3
    name = say("remove_noise.iterative", n=n)
    frames.append(Framed(walked, name, "x₀", "x0", numbers, mark))
    return frames


def sigma_text(sigma: float) -> str:
    """σ in pixels; ∞ is the mean colour."""
    return "∞" if sigma == float("inf") else number(sigma, 1)


DIFFERENCE_GAIN = 2


def differences(
    x0: Tensor, filters: dict[str, Estimate], one: Estimate, walked: Estimate, n: int
) -> tuple[list[Framed], list[Framed]]:
    """What every method makes of the picture, and below it what it gets wrong, on one scale for all."""
    methods = [
        *((filter_name(name), "", "plain", e.pixels, e.score) for name, e in filters.items()),
        (say("remove_noise.one_step"), "x̂₀", "x0hat", one.pixels, one.score),
        (say("remove_noise.iterative", n=n), "x₀", "x0", walked.pixels, walked.score),
    ]
    original = to_pixels(x0)
    above = [
        Framed(pixels, name, symbol, quantity, (s.lines()[0],))
        for name, symbol, quantity, pixels, s in methods
    ]
    below = [
        Framed(difference_map(original, pixels, DIFFERENCE_GAIN), name, bare=True)
        for name, _, _, pixels, _ in methods
    ]
    return above, below


def filter_name(name: str) -> str:
    """A filter as visitors know it."""
    return say(f"filter.{name}")


def verdict(
    estimates: dict[str, Estimate], filters: dict[str, Estimate], walked: Score, t: int
) -> str:
    """What the numbers on screen say, in words."""
    one, best = estimates["one_step"].score, max(filters, key=lambda f: filters[f].score.psnr)
    gain, name = one.psnr - filters[best].score.psnr, filter_name(best)
    if gain >= 0:
        first = say("remove_noise.gain", db=number(gain, 1), filter=name)
    else:
        why = say("remove_noise.why_little" if t < 100 else "remove_noise.why_odd")
        first = say("remove_noise.loss", db=number(-gain, 1), why=why, filter=name)
    loss = one.psnr - walked.psnr
    second = say(
        "remove_noise.soft" if loss >= 0 else "remove_noise.close",
        db=number(abs(loss), 1),
        sharp_iter=number(walked.sharpness),
        sharp_one=number(one.sharpness),
    )
    return f"{first} {second}\n\n{say('remove_noise.why')}"


LEVELS = (100, 250, 500, 750, 900)  # the classic three, and one on each side


def levels(network: str, engine: str, identity: str, seed: int, x0: Tensor) -> list[list[Framed]]:
    """Three rows over LEVELS: the noisy picture, its best blur, and what one call makes of it."""
    rows: list[list[Framed]] = [[], [], []]
    for t in LEVELS:
        estimates = cleaned(network, engine, identity, t, seed, x0)
        noisy, blur, one = (estimates[m] for m in ("noisy", "best_blur", "one_step"))
        scores = [blur.score.lines()[0], one.score.lines()[0]]
        better = one.score.psnr > blur.score.psnr
        rows[0].append(Framed(noisy.pixels, say("remove_noise.level_noisy", t=t), "xₜ", "xt"))
        rows[1].append(
            Framed(
                blur.pixels,
                say("remove_noise.level_blur"),
                "",
                "plain",
                (scores[0],),
                (not better,),
            )
        )
        rows[2].append(
            Framed(
                one.pixels, say("remove_noise.level_one"), "x̂₀", "x0hat", (scores[1],), (better,)
            )
        )
    return rows


def methods_plot_points(
    estimates: dict[str, Estimate], filters: dict[str, Estimate], walked: Score, n: int
) -> list[tuple[str, str, float, float]]:
    """(name, quantity, PSNR, sharpness) of every method but the noisy picture itself."""
    points = [
        *((filter_name(name), "plain", e.score) for name, e in filters.items()),
        (say("remove_noise.one_step"), "x0hat", estimates["one_step"].score),
        (say("remove_noise.iterative", n=n), "x0", walked),
    ]
    return [(name, quantity, s.psnr, s.sharpness) for name, quantity, s in points]
