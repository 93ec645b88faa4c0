"""Mistakes that people make when they write a sampler, each planted in a run that is right otherwise.

A mistake changes one of the parts that a run is made of, or how it is shown, and nothing else: the loop and every
formula are those of all other runs. Mistakes compose, in the order of MISTAKES.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

from explainer.core.denoiser import Denoiser, NetworkCall
from explainer.core.noise import START, FreshNoise, StepNoise, unit_noise
from explainer.core.samplers import Move, Step, StepFunction
from explainer.core.schedule import NoiseSchedule, make_schedule
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import (
    guided_network,
    make_denoiser,
    run,
    step_function,
    step_noise,
)
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint, load_checkpoint

STEPS, PICTURES = 20, 4  # of every run on the page


@dataclass(frozen=True, eq=False)
class Parts:
    """What a run is made of. The schedule of `checkpoint` is the one that the sampler counts with."""

    settings: Settings
    checkpoint: Checkpoint
    network: NetworkCall
    w: float
    clips: bool  # whether x̂0 is kept inside [−1, 1]
    start: Tensor  # x_T
    timesteps: list[int]
    step: StepFunction
    noise: StepNoise

    @property
    def denoiser(self) -> Denoiser:
        """The network, guided and clipped."""
        make = make_denoiser if self.clips else guided_network
        return make(self.checkpoint, self.w, network=self.network)


def begun(network: str, words: str, seed: int, w: float) -> Settings:
    """The run of the page: DDPM, PICTURES of seeds that follow one another, fresh noise at every step."""
    seeds = tuple(range(seed, seed + PICTURES))
    return Settings(network, "ddpm", STEPS, w, words, seeds, shared_path=False)


def parts(settings: Settings) -> Parts:
    """Of a run that is right."""
    checkpoint = load_checkpoint(settings.network)
    return Parts(
        settings,
        checkpoint,
        engine_for(settings.network),
        settings.w,
        True,
        unit_noise(checkpoint.shape, settings.seeds),
        checkpoint.schedule.timesteps(settings.steps),
        step_function(settings),
        step_noise(settings),
    )


def planted(settings: Settings, mistakes: Sequence[str]) -> Parts:
    """Of a run with these mistakes, names of MISTAKES."""
    p = parts(settings)
    for name in in_order(mistakes):
        p = MISTAKES[name].plant(p)
    return p


def broken(settings: Settings, mistakes: Sequence[str]) -> Generator[Step, None, None]:
    """Pictures from noise by a sampler with these mistakes. Raises UserError as `run` does."""
    p = planted(settings, mistakes)
    return run(
        settings,
        p.start,
        p.timesteps[0],
        denoiser=p.denoiser,
        timesteps=p.timesteps,
        step=p.step,
        noise=p.noise,
        schedule=p.checkpoint.schedule,
    )


def in_order(mistakes: Sequence[str]) -> tuple[str, ...]:
    """Each once, in the order of MISTAKES."""
    return tuple(name for name in MISTAKES if name in mistakes)


# ---- the mistakes


def wrong_t(p: Parts) -> Parts:
    """The network is told the number of the step, n … 1, where it learned t, T … 1; its own index is one less."""
    steps, T, call = len(p.timesteps) - 1, p.checkpoint.schedule.T, p.network

    def network(x: Tensor, k: Tensor, condition: Tensor | None) -> Tensor:
        return call(x, k * steps // T, condition)

    return replace(p, network=network)


def no_root(p: Parts) -> Parts:
    """The noise of a step is multiplied by its variance, where its deviation, the square root, belongs."""

    def step(m: Move) -> Tensor:
        return p.step(replace(m, noise=lambda: math.sqrt(m.posterior_variance) * m.noise()))

    return replace(p, step=step)


def no_scaling(p: Parts) -> Parts:
    """x̂0 goes into the next x at its full strength, where √ᾱ of it belongs."""

    def step(m: Move) -> Tensor:
        loud = replace(m.prediction, x0=m.prediction.x0 / m.there.signal)
        return p.step(replace(m, prediction=loud))

    return replace(p, step=step)


def last_noise(p: Parts) -> Parts:
    """Noise is added on the last step, too: √β, which there is all the noise that x has."""

    def step(m: Move) -> Tensor:
        x = p.step(m)
        return x + m.here.noise * m.noise() if m.there.t == 0 else x

    return replace(p, step=step)


def one_generator(p: Parts) -> Parts:
    """A second run goes on with the random numbers of the first, where it should begin with the seed again."""
    shared = FreshNoise(p.checkpoint.shape, p.settings.seeds, START)
    # what the first run has drawn: its start, and the noise of every step but the last
    for move in zip(p.timesteps, p.timesteps[1:], strict=False):
        shared(*move)
    return replace(p, start=shared(0, 0), noise=shared)


def uniform_start(p: Parts) -> Parts:
    """The run begins with uniform noise, 0 … 1, where normal noise belongs."""
    return replace(p, start=uniform(p.start))


def uniform_steps(p: Parts) -> Parts:
    """The same of the noise that every step adds."""

    def noise(t: int, t_next: int) -> Tensor:
        return uniform(p.noise(t, t_next))

    return replace(p, noise=noise)


def uniform(normal: Tensor) -> Tensor:
    """Uniform noise, 0 … 1, of the same ranks as this normal noise: what `torch.rand` draws."""
    ranks: Tensor = torch.special.ndtr(normal)
    return ranks


def other_schedule(p: Parts) -> Parts:
    """The sampler counts with another schedule than the one that the network learned with."""
    return replace(p, checkpoint=replace(p.checkpoint, schedule=other_than(p.checkpoint.schedule)))


def other_than(schedule: NoiseSchedule) -> NoiseSchedule:
    """The cosine schedule for one that is linear, else the linear one."""
    return make_schedule("cosine" if schedule.name == "linear" else "linear", schedule.T)


def starts_late(p: Parts) -> Parts:
    """The timesteps begin one step below T, though x is still nothing but noise (Lin et al. 2023, arXiv:2305.08891)."""
    schedule, n = p.checkpoint.schedule, len(p.timesteps) - 1
    return replace(p, timesteps=schedule.timesteps(n, late_start(schedule.T, n)))


def late_start(T: int, n: int) -> int:
    """Where a list of n timesteps begins whose spacing is counted from 0; n at least, as no two may be the same."""
    return max(T - T // n, n)


def not_clipped(p: Parts) -> Parts:
    """x̂0 is taken as the network has it, also beyond black and white."""
    return replace(p, clips=False)


def wrong_sign(p: Parts) -> Parts:
    """Guidance subtracts what the words change, where it should add it."""
    return replace(p, w=-p.w)


def stretched(p: Parts) -> Parts:
    """Nothing of the run: every frame is stretched to its own black and white when it is shown (`harm.Stretched`)."""
    return p


Quantity = Literal["closeness", "grain", "speckle", "clipped", "brightness", "beginning", "middle"]
"""What a mistake worsens, a field of `harm.Measures`."""


@dataclass(frozen=True)
class Mistake:
    """What it changes, what it worsens, what a network must have for it, and whether pictures alone give it away."""

    plant: Callable[[Parts], Parts]
    worsens: Quantity
    needs: Literal["", "words", "pixels"] = ""
    shows: bool = True


MISTAKES: dict[str, Mistake] = {
    "wrong_t": Mistake(wrong_t, "grain"),
    "no_root": Mistake(no_root, "middle"),
    "no_scaling": Mistake(no_scaling, "clipped"),
    "last_noise": Mistake(last_noise, "speckle"),
    "one_generator": Mistake(one_generator, "closeness", shows=False),
    "uniform_start": Mistake(uniform_start, "brightness", shows=False),
    "uniform_steps": Mistake(uniform_steps, "brightness"),
    "other_schedule": Mistake(other_schedule, "closeness"),
    "starts_late": Mistake(starts_late, "closeness", shows=False),
    "not_clipped": Mistake(not_clipped, "clipped", "pixels", shows=False),
    "wrong_sign": Mistake(wrong_sign, "closeness", "words"),
    "stretched": Mistake(stretched, "beginning"),
}


def possible(settings: Settings) -> tuple[str, ...]:
    """The mistakes that a run with these settings can show."""
    has = {
        "": True,
        "pixels": load_checkpoint(settings.network).space.bounded,
        "words": bool(settings.words.strip(" ;")) and settings.w > 0,
    }
    return tuple(name for name, mistake in MISTAKES.items() if has[mistake.needs])
