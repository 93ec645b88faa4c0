"""What a run will cost on this machine: its network calls, its own arithmetic, what its film shows, and its frames."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import torch
from torch import Tensor

from explainer.core.denoiser import Clipped, Denoiser, Guided, NetworkDenoiser
from explainer.core.noise import BrownianNoise
from explainer.core.samplers import CALLS_PER_STEP, last
from explainer.engines.registry import engine_for
from explainer.experiments.claims import adds_noise
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import looking_seconds
from explainer.media.film import MAX_FRAMES
from explainer.networks.checkpoints import Checkpoint, load_checkpoint

TRIED_STEPS, TRIED_DRAWS, TRIES = 6, 20, 3


def expected_seconds(settings: Settings, frames: int = MAX_FRAMES, times: int = 1) -> float:
    """About how long a run, its film of at most so many key frames, and the frames on the page will take here.

    An edit may send so many `times` the rows through the network.
    """
    engine = engine_for(settings.network)
    sizes = [times * rows for rows in call_rows(settings)]
    calls = sum(sizes.count(rows) * engine.seconds(rows) for rows in set(sizes))
    calls += len(sizes) * engine.handover_seconds()
    work = calls + own_seconds(settings) + looking_seconds(settings, frames)
    return work / (1 - FrameRate.share())


def expected_now(runs: Sequence[Settings], frames: int = MAX_FRAMES) -> float:
    """The same for several runs of one network, on this machine as busy as it is now."""
    return engine_for(runs[0].network).load() * sum(expected_seconds(run, frames) for run in runs)


def call_rows(settings: Settings, path: Sequence[int] = ()) -> Iterator[int]:
    """How many rows every network call of a run has: two for a picture where guidance acts.

    `path`: its timesteps, where they are others than evenly spaced ones.
    """
    checkpoint, pictures = load_checkpoint(settings.network), len(settings.seeds)
    low, high = settings.interval or (0, checkpoint.schedule.T)
    guided = guides(settings)
    twice = CALLS_PER_STEP.get(settings.sampler, 1) == 2
    timesteps = path or checkpoint.schedule.timesteps(settings.steps)
    for t, t_next in itertools.pairwise(timesteps):
        for at in (t, t_next) if twice and t_next else (t,):  # the last step needs one call
            yield 2 * pictures if guided and low <= at <= high else pictures


def guides(settings: Settings) -> bool:
    """Whether guidance changes the guess, and so needs two answers, with words and without."""
    return bool(settings.words.strip(" ;")) and settings.w not in (0, 1)


def own_seconds(settings: Settings) -> float:
    """What the sampler itself takes, besides the network: its sums at every step, and the noise that it draws."""
    network, pictures = settings.network, len(settings.seeds)
    each = _step_seconds(network, settings.sampler, pictures, guides(settings))
    seconds = settings.steps * each
    if (
        adds_noise(settings) and settings.shared_path
    ):  # drawn at every t, however many steps there are
        seconds += load_checkpoint(network).schedule.T * pictures * _draw_seconds(network)
    return seconds


@lru_cache(maxsize=256)  # networks that visitors train come and go
def _step_seconds(network: str, sampler: str, pictures: int, guided: bool) -> float:
    """Seconds of a step with a network that answers at once; the best of some tries."""
    checkpoint = load_checkpoint(network)
    words = checkpoint.card.vocabulary[0] if guided else ""
    seeds = (0,) * pictures
    settings = Settings(network, sampler, TRIED_STEPS, 2.0, words, seeds, shared_path=False)
    denoiser = _at_once(checkpoint)
    return _best(lambda: last(generate(settings, denoiser=denoiser))) / TRIED_STEPS


@lru_cache(maxsize=256)
def _draw_seconds(network: str) -> float:
    """Seconds to draw the noise of one picture for one t of a path."""
    checkpoint = load_checkpoint(network)

    def draw() -> None:
        path, T = BrownianNoise(checkpoint.schedule, checkpoint.shape, [0]), checkpoint.schedule.T
        path(T, T - TRIED_DRAWS)

    return _best(draw) / TRIED_DRAWS


def _best(job: Callable[[], object]) -> float:
    """Seconds of the quickest of some tries: the others met other work on this machine."""
    times = []
    for _ in range(TRIES):
        begin = time.perf_counter()
        job()
        times.append(time.perf_counter() - begin)
    return min(times)


def _at_once(checkpoint: Checkpoint) -> Denoiser:
    """A denoiser whose network takes no time; guided where a run has words."""

    def network(x: Tensor, k: Tensor, condition: Tensor | None = None) -> Tensor:
        return torch.zeros_like(x)

    raw = NetworkDenoiser(network, checkpoint.schedule, checkpoint.card.prediction)
    guided = Guided(raw, 2.0)
    return Clipped(guided, checkpoint.schedule) if checkpoint.space.bounded else guided
