"""The denoising game: from noise to a picture in five calls, with timesteps of one's own; and what others make of five."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from torch import Tensor

from explainer.core.denoiser import Denoiser, Prediction
from explainer.core.metrics import psnr
from explainer.core.noise import noised, unit_noise
from explainer.core.samplers import Step
from explainer.core.units import GREY_LEVELS
from explainer.experiments import grids
from explainer.experiments.grids import Grid
from explainer.experiments.sampling import make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.conditions import first_of

CALLS = 5
BEGINS = ("noise", "picture")
COVERED = 0.8  # of T, where a picture is taken into the game: little of it can still be made out
REFERENCE, SOLVER = 60, "dpmpp_2m"  # steps: to the eye their end is that of a thousand of DDIM's
DIGITS = 1  # of a closeness in dB that count, as on screen

Way = tuple[int, ...]
"""The timesteps that were jumped to so far, falling; the last jump, to 0, is not among them."""


@dataclass(frozen=True, eq=False)
class Game:
    """Where a game begins: x (1, c, h, w) at the noise level of `start`. `original` is the picture under the noise, if any.

    The settings are those of DDIM without guidance: a step asks the network once.
    """

    settings: Settings
    start: int
    x: Tensor
    original: Tensor | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """The network, with its card."""
        return load_checkpoint(self.settings.network)

    def path(self, way: Way) -> Grid:
        """All timesteps of a run along a way."""
        return (self.start, *way, 0)

    def fitting(self, way: Iterable[int]) -> Way:
        """What of a way lies below the beginning."""
        return tuple(t for t in way if t < self.start)


def from_noise(network: str, words: str, seed: int) -> Game:
    """A game that begins with nothing but the noise of a seed; of several prompts the first is drawn."""
    checkpoint, first = load_checkpoint(network), first_of(words)
    settings = Settings(network, "ddim", CALLS, 1.0, first, (seed,))
    return Game(settings, checkpoint.schedule.T, unit_noise(checkpoint.shape, [seed]))


def from_picture(network: str, x0: Tensor, seed: int) -> Game:
    """A game that begins with a picture (c, h, w) under the noise of a seed, without words."""
    schedule = load_checkpoint(network).schedule
    start = round(COVERED * schedule.T)
    x_t, _ = noised(x0, start, seed, schedule)
    return Game(Settings(network, "ddim", CALLS, seeds=(seed,), w=1.0), start, x_t[None], x0)


def is_way(way: Sequence[int], T: int) -> bool:
    """Whether a game can have gone this way: at most CALLS − 1 timesteps that fall between T and 0, with room for the rest."""
    inside = all(lowest(way[:i]) <= t < T for i, t in enumerate(way))
    return len(way) < CALLS and inside and all(b < a for a, b in pairwise(way))


def lowest(way: Sequence[int]) -> int:
    """The lowest timestep that the next jump may go to, so that each later one has a timestep of its own."""
    return CALLS - 1 - len(way)


@dataclass(frozen=True, eq=False)
class Remembered:
    """Gives answers that were given before again, by their t, as what they have cost, and asks the denoiser for the others."""

    denoiser: Denoiser
    answers: dict[int, Prediction]

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        """The answer for x_t, at the one t of all rows."""
        known = self.answers.get(int(t[0]))
        return known or self.denoiser(x_t, t, condition)


def played(game: Game, way: Way, before: Sequence[Step] = ()) -> list[Step]:
    """The steps along a way and, last, the one from where it stands to 0: x_t and the guess at every call so far.

    `before`: the steps of the same game one jump earlier, whose calls are not made again.
    """
    answers = {step.t: step.prediction for step in before if step.prediction is not None}
    denoiser = Remembered(make_denoiser(game.checkpoint, game.settings.w), answers)
    return list(run(game.settings, game.x, game.start, denoiser=denoiser, timesteps=game.path(way)))


def along(game: Game, settings: Settings, path: Grid) -> Generator[Step, None, None]:
    """The same beginning, by a sampler along a path."""
    return run(settings, game.x, game.start, timesteps=path)


def rivals(game: Game) -> dict[str, Grid]:
    """Grids of CALLS steps by their rules: DDIM's even one first. Those that go by the SNR begin at T alone."""
    schedule = game.checkpoint.schedule
    rules = grids.presets(schedule, CALLS)
    if game.start == schedule.T:
        return rules
    share = game.start / schedule.T
    shorter = {name: [share * t for t in rules[name]] for name in ("even", "quadratic")}
    return {name: grids.falling(path, game.start) for name, path in shorter.items()}


def reference(game: Game) -> tuple[Settings, Grid]:
    """Where ever more steps would lead from the same beginning: so short steps that more change nothing to the eye."""
    path = game.checkpoint.schedule.timesteps(min(REFERENCE, game.start), game.start)
    return replace(game.settings, sampler=SOLVER, steps=len(path) - 1), tuple(path)


def closeness(end: Tensor, other: Tensor) -> float:
    """How close two ends (1, c, h, w) are, dB."""
    return psnr(end[0], other[0])


def turns(steps: Sequence[Step]) -> list[float]:
    """By how much the guess changed from each call to the next: root mean square, in grey levels of 255."""
    guesses = [step.prediction.x0 for step in steps if step.prediction is not None]
    return [GREY_LEVELS * float((b - a).square().mean().sqrt()) for a, b in pairwise(guesses)]


def passed_over(path: Grid, reference: Film) -> list[float]:
    """By how much the guess changes under each jump of a path, on the way of many small steps; grey levels of 255.

    The guess after a jump tells nothing of that: a leap down to almost no noise lands on the guess itself, and
    the network only confirms what it sees. After the last jump no call follows at all.
    """
    assert reference.result is not None
    frames = [(frame.t, frame.x0) for frame in reference.frames] + [(0, reference.result)]
    guesses = [min(frames, key=lambda frame: abs(frame[0] - t))[1].astype(float) for t in path]
    return [float(np.sqrt(np.square(b - a).mean())) for a, b in pairwise(guesses)]


def replayed(steps: Sequence[Step]) -> Generator[Step, None, None]:
    """Steps that were made already, as a run that is made now."""
    yield from steps


def verdict(own: float, others: dict[str, float]) -> str:
    """How a closeness stands beside those of the rivals: won against all, equal to the even grid's, better, or lost."""
    mine, even = round(own, DIGITS), round(others["even"], DIGITS)
    if mine == even:
        return "equal"
    if mine > max(round(other, DIGITS) for other in others.values()):
        return "won"
    return "better" if mine > even else "lost"
