"""The runs that the pages show, from settings to an iterator of Steps. Both front ends call these."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial

from torch import Tensor, tensor

from explainer.core.denoiser import Clipped, Denoiser, Guided, NetworkDenoiser, Prediction
from explainer.core.errors import UserError
from explainer.core.noise import BrownianNoise, FreshNoise, StepNoise, unit_noise
from explainer.core.samplers import (
    CALLS_PER_STEP,
    SAMPLERS,
    Step,
    StepFunction,
    ddim_step,
    ddpm_step,
    walk,
)
from explainer.engines.registry import engine_for
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.conditions import parse_condition, parse_prompts
from explainer.strings import Sentence

# what nobody may exceed, whatever front end or program asks
MAX_STEPS = 1000
MAX_PICTURES = 16
MAX_WORK = 3200  # steps × pictures of 64×64 pixels: a grid of 16 in 200 steps
USUAL_SIZE = 64  # larger pictures count for more
MAX_GUIDANCE = 20.0
MAX_SEED = 2**32


@dataclass(frozen=True)
class Settings:
    """Everything that decides the picture of a run, apart from the engine. Hashable."""

    network: str = "photos"
    sampler: str = "ddpm"
    steps: int = 50
    w: float = 1.0
    words: str = ""  # a prompt, or several separated by ";" that take turns over the pictures
    seeds: tuple[int, ...] = (0,)
    eta: float = 0.0
    interval: tuple[int, int] | None = None  # timesteps where guidance acts; None for all
    extra_noise: bool = True
    shared_path: bool = True  # one Brownian path whatever the number of steps

    def __post_init__(self) -> None:
        if self.sampler not in list(SAMPLERS):  # a list compares whatever a program sends
            name, known = str(self.sampler)[:40], ", ".join(SAMPLERS)
            raise UserError(Sentence("error.sampler", name=name, known=known))
        if not 1 <= self.steps <= MAX_STEPS:
            raise UserError(Sentence("error.steps", most=MAX_STEPS))
        if not 1 <= len(self.seeds) <= MAX_PICTURES:
            raise UserError(Sentence("error.pictures", most=MAX_PICTURES))
        if not 0 <= self.eta <= 1:
            raise UserError(Sentence("error.eta"))
        if not 0 <= self.w <= MAX_GUIDANCE:
            raise UserError(Sentence("error.guidance", most=f"{MAX_GUIDANCE:g}"))
        if not all(0 <= seed < MAX_SEED for seed in self.seeds):
            raise UserError(Sentence("error.seeds", most=MAX_SEED - 1))
        if self.steps * len(self.seeds) > MAX_WORK:
            raise UserError(Sentence("error.work", most=MAX_WORK))


FIRST_VISIT = Settings(w=2.0, seeds=(7, 8, 9, 10))  # what the pages show before anything is changed


def picture_shape(network: str) -> tuple[int, int, int]:
    """(channels, height, width) of the pictures of a checkpoint."""
    shape = load_checkpoint(network).card.architecture
    return shape.channels, shape.size, shape.size


def make_denoiser(
    network: str, w: float = 1.0, interval: tuple[int, int] | None = None
) -> Denoiser:
    """A shipped network, guided, with x̂0 clipped."""
    checkpoint = load_checkpoint(network)
    raw = NetworkDenoiser(engine_for(network), checkpoint.schedule, checkpoint.card.prediction)
    return Clipped(Guided(raw, w, interval), checkpoint.schedule)


def step_function(settings: Settings) -> StepFunction:
    """The sampler's step function with its own options filled in."""
    if settings.sampler == "ddpm":
        return partial(ddpm_step, extra_noise=settings.extra_noise)
    if settings.sampler == "ddim":
        return partial(ddim_step, eta=settings.eta)
    return SAMPLERS[settings.sampler]


def step_noise(settings: Settings) -> StepNoise:
    """The noise that a run with these settings adds on its way."""
    shape = picture_shape(settings.network)
    if settings.shared_path:
        return BrownianNoise(load_checkpoint(settings.network).schedule, shape, settings.seeds)
    return FreshNoise(shape, settings.seeds)


def one_step(network: str, x_t: Tensor, t: int, words: str = "") -> Prediction:
    """A single look: what the network believes of x_t (1, c, h, w) at t, in one call."""
    checkpoint = load_checkpoint(network)
    condition = checkpoint.vectors([parse_condition(words, checkpoint.card.vocabulary)])
    return make_denoiser(network)(x_t, tensor([t]), condition)


def run(settings: Settings, x_T: Tensor, start: int) -> Generator[Step, None, None]:
    """Denoise x_T (len(seeds), c, h, w), whose noise level is that of `start`, down to t = 0."""
    checkpoint = load_checkpoint(settings.network)
    schedule, batch = checkpoint.schedule, len(settings.seeds)
    bags = parse_prompts(settings.words, batch, checkpoint.card.vocabulary)
    shape = picture_shape(settings.network)
    if settings.steps * batch * shape[1] * shape[2] > MAX_WORK * USUAL_SIZE**2:
        raise UserError(Sentence("error.large"))
    return walk(
        step_function(settings),
        make_denoiser(settings.network, settings.w, settings.interval),
        schedule,
        x_T,
        schedule.timesteps(min(settings.steps, start), start),
        condition=checkpoint.vectors(bags) if any(bags) else None,
        noise=step_noise(settings),
    )


def generate(settings: Settings) -> Generator[Step, None, None]:
    """Pictures from pure noise: one for each seed."""
    T = load_checkpoint(settings.network).schedule.T
    return run(settings, unit_noise(picture_shape(settings.network), settings.seeds), T)


def expected_seconds(settings: Settings) -> float:
    """About how long `generate` will take on this machine."""
    checkpoint, pictures = load_checkpoint(settings.network), len(settings.seeds)
    low, high = settings.interval or (0, checkpoint.schedule.T)
    asked = bool(settings.words.strip(" ;")) and settings.w not in (0, 1)
    engine, seconds = engine_for(settings.network), 0.0
    for t in checkpoint.schedule.timesteps(settings.steps)[:-1]:
        guided = asked and low <= t <= high
        seconds += engine.seconds(2 * pictures if guided else pictures)
    return seconds * CALLS_PER_STEP.get(settings.sampler, 1)
