"""Runs: from settings to an iterator of Steps. Pages, tabs and everything that edits pictures call these."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial

from torch import Tensor, tensor

from explainer.core.denoiser import (
    Clipped,
    Denoiser,
    Guided,
    NetworkCall,
    NetworkDenoiser,
    Prediction,
)
from explainer.core.errors import UserError
from explainer.core.noise import BrownianNoise, FreshNoise, StepNoise, unit_noise
from explainer.core.samplers import (
    SAMPLERS,
    Between,
    Step,
    StepFunction,
    ddim_step,
    ddpm_step,
    walk,
)
from explainer.core.schedule import NoiseSchedule
from explainer.engines.registry import engine_for
from explainer.experiments.settings import MAX_WORK, Settings
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import parse_condition, parse_prompts
from explainer.strings import Sentence

USUAL_SIZE = 64  # pixels; larger pictures count for more


def picture_shape(network: str) -> tuple[int, int, int]:
    """(channels, height, width) of the pictures of a checkpoint."""
    return load_checkpoint(network).picture_shape


def guided_network(
    checkpoint: Checkpoint,
    w: float | Tensor = 1.0,
    interval: tuple[int, int] | None = None,
    negative: Tensor | None = None,
    both: bool = False,
    network: NetworkCall | None = None,
) -> Denoiser:
    """A checkpoint's network, guided as `Guided` says, x̂0 as it comes out: to be wrapped further.

    `network` takes the place of the engine that computes it: to look inside a call, or to leave out a part.
    """
    call = network or engine_for(checkpoint.card.name)
    raw = NetworkDenoiser(call, checkpoint.schedule, checkpoint.card.prediction)
    return Guided(raw, w, interval, negative, both)


def make_denoiser(
    checkpoint: Checkpoint,
    w: float | Tensor = 1.0,
    interval: tuple[int, int] | None = None,
    negative: Tensor | None = None,
    both: bool = False,
    network: NetworkCall | None = None,
) -> Denoiser:
    """The same, with x̂0 clipped where it must lie in [−1, 1]."""
    guided = guided_network(checkpoint, w, interval, negative, both, network)
    return Clipped(guided, checkpoint.schedule) if checkpoint.space.bounded else guided


def step_function(settings: Settings) -> StepFunction:
    """The sampler's step function with its own options filled in."""
    if settings.sampler == "ddpm":
        return partial(ddpm_step, extra_noise=settings.extra_noise)
    if settings.sampler == "ddim":
        return partial(ddim_step, eta=settings.eta)
    return SAMPLERS[settings.sampler]


def step_noise(settings: Settings) -> StepNoise:
    """The noise that a run with these settings adds on its way."""
    checkpoint = load_checkpoint(settings.network)
    if settings.shared_path:
        return BrownianNoise(checkpoint.schedule, checkpoint.shape, settings.seeds)
    return FreshNoise(checkpoint.shape, settings.seeds)


def one_step(
    checkpoint: Checkpoint,
    x_t: Tensor,
    t: int,
    words: str = "",
    network: NetworkCall | None = None,
) -> Prediction:
    """A single look: what the network believes of x_t (1, c, h, w) at t, in one call; `network` as in `make_denoiser`."""
    condition = checkpoint.vectors([parse_condition(words, checkpoint.card.vocabulary)])
    return make_denoiser(checkpoint, network=network)(x_t, tensor([t]), condition)


def run(
    settings: Settings,
    x_T: Tensor,
    start: int,
    *,
    denoiser: Denoiser | None = None,
    between: Between | None = None,
    timesteps: Sequence[int] | None = None,
    step: StepFunction | None = None,
    noise: StepNoise | None = None,
    schedule: NoiseSchedule | None = None,
) -> Generator[Step, None, None]:
    """Denoise x_T (len(seeds), c, h, w), whose noise level is that of `start`, down to t = 0.

    `denoiser` takes the place of the guided network of the settings; `between(t, x)` may change x after every
    move; `timesteps` may be others than evenly spaced ones: editing needs no loop of its own. `step`, `noise` and
    `schedule` take the place of what the settings and the network say. Raises UserError for unknown words and for too
    much work.
    """
    checkpoint = load_checkpoint(settings.network)
    bags = parse_prompts(settings.words, len(settings.seeds), checkpoint.card.vocabulary)
    path = timesteps or checkpoint.schedule.timesteps(min(settings.steps, start), start)
    _, height, width = checkpoint.picture_shape
    if (len(path) - 1) * len(settings.seeds) * height * width > MAX_WORK * USUAL_SIZE**2:
        raise UserError(Sentence("error.large"))
    return walk(
        step or step_function(settings),
        denoiser or make_denoiser(checkpoint, settings.w, settings.interval),
        schedule or checkpoint.schedule,
        x_T,
        path,
        condition=checkpoint.vectors(bags) if any(bags) else None,
        noise=noise or step_noise(settings),
        between=between,
    )


def generate(
    settings: Settings, *, denoiser: Denoiser | None = None, between: Between | None = None
) -> Generator[Step, None, None]:
    """Pictures from pure noise, one for each seed; `denoiser` and `between` as in `run`."""
    checkpoint = load_checkpoint(settings.network)
    x_T = unit_noise(checkpoint.shape, settings.seeds)
    return run(settings, x_T, checkpoint.schedule.T, denoiser=denoiser, between=between)
