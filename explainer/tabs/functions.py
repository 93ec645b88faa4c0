"""What the Gradio tabs and the API do, without Gradio: plain values in, pictures and sentences out.

Those that run a sampler are generators: each picture they yield is one moment of the walk, the last
one its end. Closing one stops the work.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor

from explainer.core.baselines import best_blur
from explainer.core.errors import UserError
from explainer.core.metrics import psnr
from explainer.core.noise import noised
from explainer.core.samplers import Step
from explainer.engines.turns import TURNS
from explainer.experiments.frame_rate import Pace
from explainer.experiments.sampling import (
    MAX_PICTURES,
    Settings,
    generate,
    one_step,
    picture_shape,
    run,
)
from explainer.media.pictures import from_pixels, montage, reduce, square, to_pixels
from explainer.media.uploads import decode
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.samples import SAMPLES, sample_pixels
from explainer.strings import Sentence

MAX_T = 1000


@dataclass(frozen=True, eq=False)
class Moment:
    """The newest pictures of a walk, uint8 (h, w, c), and how far it is."""

    picture: np.ndarray
    text: Sentence
    done: bool


def number(value: float) -> float:
    """The number that was sent. Raises UserError for anything else: programs may send anything."""
    try:
        sent = float(value)
    except (TypeError, ValueError, OverflowError):
        sent = math.nan
    if not math.isfinite(sent):
        raise UserError(Sentence("error.number"))
    return sent


def whole(value: float) -> int:
    """The same without its fraction."""
    return int(number(value))


def known_network(name: str) -> str:
    """The name, if there is such a network. Raises UserError."""
    if name not in available():
        known = ", ".join(available())
        raise UserError(Sentence("error.network", name=str(name)[:40], known=known))
    return name


def known_t(t: float) -> int:
    """The timestep, if it lies on the schedule. Raises UserError."""
    if not 0 <= whole(t) <= MAX_T:
        raise UserError(Sentence("error.timestep", most=MAX_T))
    return whole(t)


def known_settings(
    network: str,
    words: str | None,
    w: float,
    steps: float,
    sampler: str,
    seed: float,
    pictures: float = 1,
) -> Settings:
    """The settings of a run; picture i has the noise of seed + i. Raises UserError."""
    first = whole(seed)
    # one too many is refused as a million would be, and takes no memory
    seeds = tuple(range(first, first + min(whole(pictures), MAX_PICTURES + 1)))
    name, asked = known_network(network), "" if words is None else str(words)
    return Settings(name, sampler, whole(steps), number(w), asked, seeds)


def picture_for(network: str, file: str | None) -> Tensor:
    """x0 (c, h, w) of an uploaded file, or of the first sample; cropped to a square and reduced."""
    channels, size, _ = picture_shape(known_network(network))
    sample = next(iter(SAMPLES))
    pixels = sample_pixels(sample) if file is None else decode(_read(file)).pixels
    return reduce(square(pixels), size, channels)


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, TypeError, ValueError):
        raise UserError(Sentence("error.file_gone")) from None


def rgb(pixels: np.ndarray) -> np.ndarray:
    """Grey (h, w, 1) as RGB; RGB as it is."""
    return np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels


def watch(steps: Generator[Step, None, None]) -> Iterator[Moment]:
    """The walk in pictures: not more often than a browser can show, and always its end."""
    begin = time.monotonic()
    with closing(steps), Pace() as pace:
        for step in TURNS.each(steps):
            done = step.i == step.n
            if pace.due() or done:
                picture = rgb(montage(to_pixels(step.x_next)))
                yield Moment(picture, _status(step, time.monotonic() - begin), done)


def _status(step: Step, seconds: float) -> Sentence:
    if step.i == step.n:
        return Sentence("run.here", n=step.n, calls=step.calls, seconds=f"{seconds:.1f}")
    left = f"{seconds / step.i * (step.n - step.i):.1f}"
    return Sentence("run.progress", i=step.i, n=step.n, calls=step.calls, left=left)


def add_noise(
    file: str | None, t: float, seed: float, network: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Sentence]:
    """x0, ε (a third of its size) and x_t as uint8 (h, w, 3), and their shares in words."""
    (seed,) = known_settings(network, "", 1, 1, "ddpm", seed).seeds
    x0, t = picture_for(network, file), known_t(t)
    schedule = load_checkpoint(network).schedule
    x_t, eps = noised(x0, t, seed, schedule)
    alpha_bar = float(schedule.alpha_bar[t])
    text = Sentence(
        "share.mixture",
        t=t,
        signal=f"{alpha_bar**0.5:.2f}",
        noise=f"{(1 - alpha_bar) ** 0.5:.2f}",
    )
    shown = [rgb(to_pixels(x)) for x in (x0, eps / 3, x_t)]
    return shown[0], shown[1], shown[2], text


@dataclass(frozen=True, eq=False)
class Cleaned:
    """One noisy picture and what became of it, each uint8 (h, w, 3), and the closeness in words."""

    noisy: np.ndarray
    blur: np.ndarray
    one: np.ndarray
    walked: np.ndarray
    texts: tuple[Sentence, ...]


def remove_noise(
    file: str | None, t: float, steps: float, sampler: str, seed: float, network: str
) -> Iterator[Cleaned]:
    """The same noisy picture blurred at its best, cleaned by one network call, and walked."""
    settings = known_settings(network, "", 1, steps, sampler, seed)
    x0, t = picture_for(network, file), max(1, known_t(t))
    schedule = load_checkpoint(network).schedule
    x_t, _ = noised(x0, t, settings.seeds[0], schedule)
    blur = best_blur(x_t, float(schedule.alpha_bar[t]), x0).picture
    one = one_step(network, x_t[None], t).x0[0]
    noisy, blurred, called = (rgb(to_pixels(x)) for x in (x_t, blur, one))
    closeness = {"blur": psnr(blur, x0), "one": psnr(one, x0)}
    for moment in watch(run(settings, x_t[None], t)):
        texts: tuple[Sentence, ...] = (moment.text,)
        if moment.done:
            channels = x0.shape[0]
            closeness["walked"] = psnr(from_pixels(moment.picture[..., :channels]), x0)
            numbers = {name: f"{value:.1f}" for name, value in closeness.items()}
            texts = (Sentence("share.closeness", **numbers), *texts)
        yield Cleaned(noisy, blurred, called, moment.picture, texts)


def make(
    network: str, words: str, w: float, steps: float, sampler: str, seed: float, pictures: float
) -> Iterator[Moment]:
    """Pictures from pure noise in one grid; picture i has the noise of seed + i."""
    settings = known_settings(network, words, w, steps, sampler, seed, pictures)
    yield from watch(generate(settings))


def compare_steps(
    network: str, words: str, w: float, sampler: str, seed: float, few: float, many: float
) -> Iterator[tuple[Moment, Moment]]:
    """The same noise walked in `few` and in `many` steps, taking turns."""
    settings = [known_settings(network, words, w, n, sampler, seed) for n in (few, many)]
    walks = [watch(generate(s)) for s in settings]
    now: list[Moment | None] = [None, None]
    while not all(moment and moment.done for moment in now):
        now = [next(walk, moment) for walk, moment in zip(walks, now, strict=True)]
        if now[0] and now[1]:
            yield now[0], now[1]
