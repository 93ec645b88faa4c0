"""Mistakes that people make when they write a sampler, each planted in a run that is right otherwise.

A mistake changes one of the parts that a run is made of, and nothing else: the loop and every formula are those of
all other runs. Mistakes compose, in the order of MISTAKES.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, eq=False)
class Parts:
    """What a run is made of. `checkpoint.schedule` is the schedule that the run believes in."""

    settings: Settings
    checkpoint: Checkpoint
    network: NetworkCall
    w: float
    clips: bool  # whether x̂0 is kept inside [−1, 1]
    x_T: Tensor
    timesteps: list[int]
    step: StepFunction
    noise: StepNoise

    @property
    def denoiser(self) -> Denoiser:
        """The network, guided, and clipped where it should be."""
        make = make_denoiser if self.clips else guided_network
        return make(self.checkpoint, self.w, network=self.network)


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


def broken(settings: Settings, mistakes: Sequence[str] = ()) -> Generator[Step, None, None]:
    """Pictures from noise by a sampler with these mistakes, names of MISTAKES; without any, the right ones."""
    p = parts(settings)
    for name in in_order(mistakes):
        p = MISTAKES[name].plant(p)
    return run(
        settings,
        p.x_T,
        p.timesteps[0],
        denoiser=p.denoiser,
        timesteps=p.timesteps,
        step=p.step,
        noise=p.noise,
        schedule=p.checkpoint.schedule,
    )


def in_order(mistakes: Sequence[str]) -> list[str]:
    """Each once, in the order of MISTAKES."""
    return [name for name in MISTAKES if name in mistakes]


# ---- the mistakes


def wrong_t(p: Parts) -> Parts:
    """The network is told the number of the step, n … 1, where it learned t, T … 1."""
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
    """Noise is added at every step, at the last one, too: √β of it, which is all that x has there."""

    def step(m: Move) -> Tensor:
        x = p.step(m)
        return x + m.here.noise * m.noise() if m.there.t == 0 else x

    return replace(p, step=step)


def uniform_start(p: Parts) -> Parts:
    """The run begins with `torch.rand`, values from 0 to 1, where `torch.randn` belongs."""
    return replace(p, x_T=torch.special.ndtr(p.x_T))


def uniform_steps(p: Parts) -> Parts:
    """The same of the noise that each step adds."""

    def noise(t: int, t_next: int) -> Tensor:
        return torch.special.ndtr(p.noise(t, t_next))

    return replace(p, noise=noise)


def other_schedule(p: Parts) -> Parts:
    """The sampler counts with another schedule than the one that the network learned with."""
    own = p.checkpoint.schedule
    return replace(p, checkpoint=replace(p.checkpoint, schedule=other_than(own)))


def other_than(schedule: NoiseSchedule) -> NoiseSchedule:
    """The cosine schedule for one that is linear, else the linear one."""
    return make_schedule("cosine" if schedule.name == "linear" else "linear", schedule.T)


def not_clipped(p: Parts) -> Parts:
    """x̂0 is taken as it comes out of the network, however far beyond black and white."""
    return replace(p, clips=False)


def starts_late(p: Parts) -> Parts:
    """The timesteps begin a whole step below T, though x is still nothing but noise."""
    n, T = len(p.timesteps) - 1, p.checkpoint.schedule.T
    first = max(T - max(T // n, 1), n)
    return replace(p, timesteps=p.checkpoint.schedule.timesteps(n, min(first, T)))


def one_generator(p: Parts) -> Parts:
    """A second run goes on with the random numbers of the first, where it should begin with the same seed again."""
    shared = FreshNoise(p.checkpoint.shape, p.settings.seeds, START)
    for _ in p.timesteps:  # what the first run has drawn: its start, and the noise of its steps but the last
        shared(0, 0)
    return replace(p, x_T=shared(0, 0), noise=shared)


def wrong_sign(p: Parts) -> Parts:
    """Guidance subtracts what the words change, where it should add it."""
    return replace(p, w=-p.w)


@dataclass(frozen=True)
class Mistake:
    """One mistake: what it does to the parts of a run."""

    plant: Callable[[Parts], Parts]


MISTAKES = {f.__name__: Mistake(f) for f in (wrong_t,no_root,no_scaling,last_noise,uniform_start,uniform_steps,other_schedule,not_clipped,starts_late,one_generator,wrong_sign)}
