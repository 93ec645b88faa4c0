"""Forks: a run that is changed at some step, by new noise, another word or another guidance, and how far it then ends elsewhere."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import torch
from torch import Tensor

from explainer.core.denoiser import Prediction
from explainer.core.noise import unit_noise
from explainer.core.samplers import Step
from explainer.experiments.convergence import as_pictures, levels_apart
from explainer.experiments.sampling import make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.experiments.travelling import pair_of
from explainer.networks.checkpoints import Checkpoint, load_checkpoint, read_card
from explainer.networks.conditions import first_of, parse_condition

Kind = Literal["noise", "word", "guidance"]
KINDS: tuple[Kind, ...] = ("noise", "word", "guidance")
STEPS = 15  # of the run: it and a branch at each of its steps make sixteen pictures, as many as a run may have
HALF = 0.5  # of the change: less is no longer a change that comes through


@dataclass(frozen=True)
class Change:
    """What a branch changes, and what it goes on with."""

    kind: Kind
    seed: int  # of the noise that takes the place of the run's own
    word: str
    w: float


def trunk(network: str, words: str, seed: int, w: float) -> Settings:
    """The run that is forked: one picture, of the first of several prompts, without noise on the way."""
    first = first_of(words)
    return Settings(network, "ddim", STEPS, w, first, (seed,))


def tree(settings: Settings) -> Settings:
    """The run itself, and a branch that leaves it after each number of steps from 0 on."""
    return replace(settings, seeds=settings.seeds[:1] * (STEPS + 1))


@dataclass(eq=False)
class Branching:
    """A denoiser of the pictures of `tree`: row k + 1 is told the new words and guidance after k steps, row 0 never.

    It keeps its last answer: new noise is put over that.
    """

    checkpoint: Checkpoint
    path: Sequence[int]
    conditions: tuple[Tensor, Tensor]  # (1, d) each, before and after
    w: tuple[float, float]  # likewise
    answer: Prediction | None = field(default=None, init=False)

    def __call__(self, x_t: Tensor, t: Tensor, condition: Tensor | None = None) -> Prediction:
        """As any denoiser; the run's condition gives way to those of the branches."""
        left = self.has_left(int(t[0]))
        before, after = self.conditions
        told = torch.where(left[:, None], after, before)
        guided = make_denoiser(self.checkpoint, torch.where(left, self.w[1], self.w[0]))
        self.answer = guided(x_t, t, None if condition is None else told)
        return self.answer

    def has_left(self, t: int) -> Tensor:
        """Which rows have left the run by the time that it is at t, (STEPS + 1,)."""
        return torch.tensor([False, *(t <= at for at in self.path[:-1])])


def branches(settings: Settings, change: Change) -> Generator[Step, None, None]:
    """The pictures of `tree`, all from one noise, in one batch. Raises UserError for unknown words."""
    every, checkpoint = tree(settings), load_checkpoint(settings.network)
    path, T = checkpoint.schedule.timesteps(STEPS), checkpoint.schedule.T
    denoiser = _branching(settings, change, checkpoint, path)
    x_T, fresh = unit_noise(checkpoint.shape, every.seeds), _fresh(change, checkpoint)
    if change.kind == "noise":
        x_T[1] = fresh

    def between(t: int, x: Tensor) -> Tensor:
        """The row that leaves at t keeps its estimate, under new noise: x_t = √ᾱ·x̂0 + √(1−ᾱ)·z."""
        if change.kind != "noise" or denoiser.answer is None or t == 0:
            return x
        row, x = path.index(t) + 1, x.clone()
        estimate = denoiser.answer.x0[row : row + 1]
        x[row] = checkpoint.schedule.add_noise(estimate, torch.tensor([t]), fresh[None])[0]
        return x

    return run(every, x_T, T, denoiser=denoiser, between=between, timesteps=path)


def _branching(
    settings: Settings, change: Change, checkpoint: Checkpoint, path: Sequence[int]
) -> Branching:
    after = change.word if change.kind == "word" else settings.words
    bags = [parse_condition(words, checkpoint.card.vocabulary) for words in (settings.words, after)]
    before, new = checkpoint.vectors(bags).split(1)
    w = settings.w, change.w if change.kind == "guidance" else settings.w
    return Branching(checkpoint, path, (before, new), w)


def _fresh(change: Change, checkpoint: Checkpoint) -> Tensor:
    """The noise of a branch, (c, h, w)."""
    return unit_noise(checkpoint.shape, [change.seed])[0]


def another_word(network: str) -> str:
    """A prompt that the page's first picture of a network is not of; "" where it knows no words."""
    card = read_card(network)
    first = first_of(card.first_prompt)
    wanted = (pair_of(network)[1], *card.shown)
    return next((word for word in wanted if word != first), first)


# --- what becomes of them


def apart(network: str, ends: Tensor) -> list[float]:
    """Of where the pictures of `tree` end, (STEPS + 1, *shape), the distance of each branch to the run, grey levels of 255."""
    pictures = as_pictures(network, [ends])
    return levels_apart(pictures[1:], pictures[0])


def shares(apart: Sequence[float]) -> list[float]:
    """Of the change that comes through from the very start, the share that still does after k steps; all 0 if none does."""
    return [d / apart[0] if apart[0] > 0 else 0.0 for d in apart]


def no_return(apart: Sequence[float]) -> int | None:
    """The last number of steps after which more than HALF of the change still comes through; None if none ever does."""
    found = [k for k, share in enumerate(shares(apart)) if share > HALF]
    return found[-1] if found else None
