"""What the pages show, computed: the step between the mathematics and the layout.

Functions here take settings and pictures and return frames; results that many reruns ask for again
are cached with a bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import Tensor

from explainer.core.baselines import best_blur, gaussian_blur, rescale
from explainer.core.film import Film
from explainer.core.metrics import psnr, sharpness, ssim
from explainer.core.noise import unit_noise
from explainer.core.pictures import montage, to_pixels
from explainer.core.schedule import NoiseSchedule
from explainer.models.checkpoints import load_checkpoint
from explainer.models.engine import engine_for
from explainer.models.pipeline import Settings, one_step, picture_shape, run
from explainer.ui.frames import Framed
from explainer.ui.picture import Picture
from explainer.ui.running import Run
from explainer.ui.words import say

DISSOLVE_TO = 600
DISSOLVE_STEPS = 30


def number(value: float, digits: int = 2) -> str:
    """Fixed digits, with a real minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def pictures_seen(network: str) -> str:
    """How many noisy pictures the network saw in training, with thousands separated."""
    return f"{load_checkpoint(network).card.training['pictures_seen']:,}"


def noised(x0: Tensor, t: int, seed: int, schedule: NoiseSchedule) -> tuple[Tensor, Tensor]:
    """(x_t, ε), each (c, h, w): one picture, one seed, one ε, on every page."""
    eps = unit_noise(tuple(x0.shape), [seed])
    return schedule.add_noise(x0[None], torch.tensor([t]), eps)[0], eps[0]


@st.cache_data(max_entries=64, show_spinner=False)
def _dissolve(network: str, engine: str, identity: str, _x0: Tensor) -> list[tuple[int, np.ndarray]]:
    """(t, pixels) on the way to noise and back. The underscore keeps x0 out of the cache's key."""
    schedule = load_checkpoint(network).schedule
    out = [(t, to_pixels(noised(_x0, t, 0, schedule)[0])) for t in range(0, DISSOLVE_TO + 1, 120)]
    x_t = noised(_x0, DISSOLVE_TO, 0, schedule)[0][None]
    settings = Settings(network, sampler="ddim", steps=DISSOLVE_STEPS)
    stride = DISSOLVE_STEPS // 5
    back = [
        (s.t_next, to_pixels(s.x_next)[0])
        for s in run(settings, x_t, DISSOLVE_TO)
        if s.i % stride == 0
    ]
    return [*out, *back]


def dissolve(network: str, picture: Picture) -> tuple[list[Framed], list[Framed]]:
    """The strip of the Start page: into noise, and back."""
    x0 = picture.for_network(picture_shape(network))
    frames = _dissolve(network, engine_for(network).name, picture.identity, x0)
    there, back = frames[:6], frames[5:]
    return (
        [
            Framed(p, f"t = {t}", "x₀" if t == 0 else "xₜ", "x0" if t == 0 else "xt")
            for t, p in there
        ],
        [
            Framed(p, f"t = {t}", "x̂₀" if t == 0 else "xₜ", "x0hat" if t == 0 else "xt")
            for t, p in back
        ],
    )


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


def score_pixels(pixels: np.ndarray, x0: Tensor) -> Score:
    """Score of a picture that is already uint8 (h, w, c)."""
    return score(torch.from_numpy(pixels).movedim(-1, 0) / 127.5 - 1, x0)


def live_pixels(film: Film, blank: tuple[int, int, int]) -> np.ndarray:
    """The newest pictures of a film, (b, h, w, c); grey before the first step."""
    if film.result is None:
        c, h, w = blank
        return np.full((1, h, w, c), 128, np.uint8)
    return film.result


METHODS = ("noisy", "blur", "best_blur", "one_step")


def comparison(
    x0: Tensor, t: int, estimates: dict[str, Estimate], n: int, walked: np.ndarray, done: bool
) -> list[Framed]:
    """Original, noisy, blur, best blur, one step, iterative: the reference leftmost, best numbers marked."""
    finished = score_pixels(walked, x0)
    scores = [estimates[m].score for m in METHODS] + ([finished] if done else [])
    marks = best_marks(scores)
    names = {
        "noisy": say("remove_noise.noisy", t=t),
        "blur": say("remove_noise.blur", sigma=number(estimates["blur"].parameter, 1)),
        "best_blur": say("remove_noise.best_blur", sigma=sigma_text(estimates["best_blur"].parameter)),
        "one_step": say("remove_noise.one_step"),
    }
    looks = {"noisy": ("xₜ", "xt"), "one_step": ("x̂₀", "x0hat")}
    frames = [Framed(to_pixels(x0), say("remove_noise.original"), "x₀", "x0", ("", "", ""))]
    for method, mark in zip(METHODS, marks, strict=False):
        symbol, quantity = looks.get(method, ("", "plain"))
        e = estimates[method]
        frames.append(Framed(e.pixels, names[method], symbol, quantity, e.score.lines(), mark))
    numbers = finished.lines() if done else ("…", "…", "…")
    mark = marks[-1] if done else (False,) * 3
    name = say("remove_noise.iterative", n=n)
    frames.append(Framed(walked, name, "x₀", "x0hat", numbers, mark))
    return frames


def sigma_text(sigma: float) -> str:
    """σ in pixels; ∞ is the mean colour."""
    return "∞" if sigma == float("inf") else number(sigma, 1)


def verdict(estimates: dict[str, Estimate], walked: Score, t: int) -> str:
    """What the numbers on screen say, in words."""
    one, blur = estimates["one_step"].score, estimates["best_blur"].score
    gain = one.psnr - blur.psnr
    if gain >= 0:
        first = say("remove_noise.gain", db=number(gain, 1))
    else:
        why = say("remove_noise.why_little" if t < 100 else "remove_noise.why_odd")
        first = say("remove_noise.loss", db=number(-gain, 1), why=why)
    loss = one.psnr - walked.psnr
    second = say(
        "remove_noise.soft" if loss >= 0 else "remove_noise.close",
        db=number(abs(loss), 1),
        sharp_iter=number(walked.sharpness),
        sharp_one=number(one.sharpness),
    )
    return f"{first} {second}\n\n{say('remove_noise.why')}"


def tracks(film: Film, shape: tuple[int, int, int], old: bool) -> list[Framed]:
    """The result so far, large, with x̂0 and ε̂ of the newest step beside it."""
    result = Framed(
        montage(live_pixels(film, shape)),
        say("generate.result" if film.done else "generate.xt"),
        "x₀" if film.done else "xₜ",
        "x0" if film.done else "xt",
        large=True,
        old=old,
    )
    if not film.frames:
        return [result]
    newest = film.frames[-1]
    return [
        result,
        Framed(montage(newest.x0), say("generate.x0"), "x̂₀", "x0hat", old=old),
        Framed(montage(newest.eps), say("generate.eps"), "ε̂", "eps", dashed=True, old=old),
    ]


def side_by_side(runs: list[Run], shape: tuple[int, int, int], old: bool) -> list[Framed]:
    """The two walks with their counters, and their difference when both are done."""
    frames = []
    for r in runs:
        numbers = (
            say("how_many_steps.cost", calls=r.film.calls),
            say("how_many_steps.seconds", seconds=f"{r.seconds:.1f}"),
        )
        name = say("how_many_steps.side", n=r.film.n)
        if not r.film.done:
            name = say("how_many_steps.so_far", i=r.film.steps, n=r.film.n)
        symbol, quantity = ("x₀", "x0") if r.film.done else ("xₜ", "xt")
        pixels = live_pixels(r.film, shape)[0]
        frames.append(Framed(pixels, name, symbol, quantity, numbers, large=True, old=old))
    if all(r.film.done for r in runs):
        a, b = (r.film.result[0].astype(int) for r in runs)
        map_ = np.clip(128 + 4 * (b - a), 0, 255).astype(np.uint8)
        name = say("how_many_steps.difference")
        frames.append(Framed(map_, name, numbers=(say("how_many_steps.difference_name"), ""), old=old))
    return frames


def distance_verdict(runs: list[Run], old: bool) -> str:
    """How far apart the two results are, and what the longer one cost."""
    if any(r.running for r in runs):
        return say("how_many_steps.running")
    if not all(r.film.done for r in runs):
        return " ".join(r.status for r in runs if not r.film.done)
    a, b = (torch.from_numpy(r.film.result[0]).movedim(-1, 0) / 127.5 - 1 for r in runs)
    apart = psnr(a, b)
    kind = "twins" if apart > 35 else "cousins" if apart > 15 else "strangers"
    calls = sorted(r.film.calls for r in runs)
    text = say("how_many_steps.distance", psnr=number(apart, 1), ratio=number(calls[1] / calls[0], 1))
    changed = say("run.changed", button=say("how_many_steps.button")) if old else ""
    return f"{text} {say(f'how_many_steps.{kind}')} {changed}"
