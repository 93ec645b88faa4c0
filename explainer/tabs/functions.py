"""What the Gradio tabs and the API do, without Gradio: plain values in, pictures and sentences out.

Those that run a sampler are generators: each picture they yield is one moment of the walk, the last
one its end. Closing one stops the work.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.noise import noised
from explainer.core.samplers import Step
from explainer.engines.turns import TURNS
from explainer.experiments.cleaning import Estimate, NoisyPicture, cleaned, walk_back, walked_to
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.inside_unet import x0_of
from explainer.experiments.redrawing import begun, redrawn
from explainer.experiments.sampling import generate, picture_shape
from explainer.experiments.turns import Turn, take_turns
from explainer.experiments.views import view_of
from explainer.media.film import View
from explainer.media.pictures import (
    default_height,
    montage,
    reduce,
    square,
    to_pixels,
)
from explainer.media.uploads import decode
from explainer.networks.checkpoints import Kind, load_checkpoint
from explainer.samples import SAMPLES, sample_pixels
from explainer.strings import Sentence
from explainer.strings.numbers import Number
from explainer.tabs.sent import known_network, known_settings, known_t


@dataclass(frozen=True, eq=False)
class Moment:
    """The newest pictures of a walk, uint8 (h, w, c), and how far it is."""

    picture: np.ndarray
    text: Sentence
    done: bool
    # the same neither clipped nor rounded, (b, c, h, w); no tensor, which another process could not send
    x: np.ndarray | None = None


def picture_for(network: str, file: str | None, kind: Kind = "pixels") -> Tensor:
    """An uploaded file, or the first sample, as a network of a kind has its pictures: (c, h, w), cropped and reduced."""
    channels, size, _ = picture_shape(known_network(network, kind))
    sample = next(iter(SAMPLES))
    pixels = sample_pixels(sample) if file is None else decode(_read(file)).pixels
    return reduce(square(pixels, y=default_height(pixels)), size, channels)


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except (OSError, TypeError, ValueError):
        raise UserError(Sentence("error.file_gone")) from None


def rgb(pixels: np.ndarray) -> np.ndarray:
    """Grey (h, w, 1) as RGB; RGB as it is."""
    return np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels


def watch(steps: Generator[Step, None, None], network: str) -> Iterator[Moment]:
    """The walk of a network in pictures: not more often than a browser can show, and always its end."""
    with closing(watch_all([steps], network)) as moments:
        for (moment,) in moments:
            yield moment


def watch_all(
    walks: Sequence[Generator[Step, None, None]], network: str
) -> Generator[tuple[Moment, ...], None, None]:
    """The same of several walks that take turns: where each of them stands."""
    watched = [Watched(view_of(network)) for _ in walks]
    with closing(take_turns(walks)) as turns, FrameRate() as rate:
        for turn in TURNS.each(turns):
            watched[turn.walk].add(turn)
            done = all(walk.done for walk in watched)
            look_seconds = sum(walk.look_seconds for walk in watched)
            if done or (turn.ends_round and rate.due(look_seconds)):
                yield tuple(walk.moment() for walk in watched)


@dataclass(eq=False)
class Watched:
    """Where a walk stands, and the seconds of work that it took: its network's calls, and looks at it."""

    view: View
    step: Step | None = None
    seconds: float = 0.0
    look_seconds: float = 0.0  # of the last look

    def add(self, turn: Turn) -> None:
        """Take note of a step."""
        self.step = turn.step
        self.seconds += turn.seconds

    @property
    def done(self) -> bool:
        """Whether it reached its last step."""
        return self.step is not None and self.step.i == self.step.n

    def moment(self) -> Moment:
        """The newest pictures."""
        assert self.step is not None
        begin = time.perf_counter()
        (pixels,) = self.view.pictures(self.step.x_next)
        self.look_seconds = time.perf_counter() - begin
        self.seconds += self.look_seconds
        return Moment(
            rgb(montage(pixels)),
            _status(self.step, self.seconds),
            self.done,
            self.step.x_next.numpy(),
        )


def _status(step: Step, seconds: float) -> Sentence:
    if step.i == step.n:
        return Sentence("run.here", n=step.n, calls=step.calls, seconds=Number(seconds, 1))
    left = Number(seconds / step.i * (step.n - step.i), 1)
    return Sentence("run.progress", i=step.i, n=step.n, calls=step.calls, left=left)


def add_noise(
    file: str | None, t: float, seed: float, network: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, Sentence]:
    """x0, ε and x_t on one scale, clipped, as uint8 (h, w, 3), and their factors in words."""
    (seed,) = known_settings(network, "", 1, 1, "ddpm", seed).seeds
    x0, t = picture_for(network, file), known_t(t)
    schedule = load_checkpoint(network).schedule
    x_t, eps = noised(x0, t, seed, schedule)
    alpha_bar = float(schedule.alpha_bar[t])
    text = Sentence(
        "share.mixture",
        t=t,
        signal=Number(alpha_bar**0.5),
        noise=Number((1 - alpha_bar) ** 0.5),
    )
    shown = [rgb(pixels) for pixels in (to_pixels(x0), to_pixels(eps), to_pixels(x_t))]
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
    x0, checkpoint = picture_for(network, file), load_checkpoint(network)
    noisy = NoisyPicture(checkpoint, x0, max(1, known_t(t)), settings.seeds[0])
    estimates = cleaned(noisy)
    x_t, blur, one = (estimates[name] for name in ("noisy", "best_blur", "one_step"))
    for moment in watch(walk_back(noisy, settings), network):
        texts: tuple[Sentence, ...] = (moment.text,)
        if moment.done:
            walked = walked_to(moment.picture[..., : x0.shape[0]], x0)
            texts = (_closeness(blur, one, walked), *texts)
        yield Cleaned(rgb(x_t.pixels), rgb(blur.pixels), rgb(one.pixels), moment.picture, texts)


def _closeness(blur: Estimate, one: Estimate, walked: Estimate) -> Sentence:
    numbers = {"blur": blur, "one": one, "walked": walked}
    return Sentence(
        "share.closeness", **{name: Number(e.score.psnr, 1) for name, e in numbers.items()}
    )


def make(
    network: str, words: str, w: float, steps: float, sampler: str, seed: float, pictures: float
) -> Iterator[Moment]:
    """Pictures from pure noise in one grid; picture i has the noise of seed + i."""
    settings = known_settings(network, words, w, steps, sampler, seed, pictures)
    yield from watch(generate(settings), settings.network)


@dataclass(frozen=True, eq=False)
class Redrawn:
    """A picture under noise and what came back, each uint8 (h, w, 3), and what is said of it."""

    noisy: np.ndarray
    result: np.ndarray
    text: Sentence


def redraw(
    file: str | None, t: float, words: str, w: float, seed: float, network: str
) -> Iterator[Redrawn]:
    """A picture under the noise of t, denoised again with words; at t = 0 the picture itself."""
    t, asked = known_t(t), known_settings(network, words, w, 1, "ddim", seed)
    picture, view = picture_for(asked.network, file, "any"), view_of(asked.network)
    checkpoint = load_checkpoint(asked.network)
    x0 = x0_of(checkpoint, picture)
    x_t, _ = noised(x0, t, asked.seeds[0], checkpoint.schedule)
    ((noisy,),) = view.pictures(x_t[None])
    if t == 0:
        same = rgb(to_pixels(picture))
        yield Redrawn(same, same, Sentence("share.not_redrawn"))
        return
    settings = begun(asked.network, asked.words, asked.seeds[0], asked.w, t)
    for moment in watch(redrawn(settings, x0, t), asked.network):
        yield Redrawn(rgb(noisy), moment.picture, moment.text)


def compare_steps(
    network: str, words: str, w: float, sampler: str, seed: float, few: float, many: float
) -> Iterator[tuple[Moment, ...]]:
    """The same noise walked in `few` and in `many` steps, taking turns."""
    settings = [known_settings(network, words, w, n, sampler, seed) for n in (few, many)]
    yield from watch_all([generate(s) for s in settings], settings[0].network)
