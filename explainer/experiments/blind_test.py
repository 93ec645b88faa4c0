"""The blind test: which of two pictures took more steps? Ten rounds, and what guessing would score."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import comb

import numpy as np

from explainer.experiments.settings import Settings

ROUNDS = 10
SIDES = ("left", "right")  # on which a picture of a pair is shown
FIRST_SEED = 10_000  # pictures that the page has not shown
UNLIKELY = 0.05  # a score that coins reach less often was no coin's


@dataclass(eq=False)
class BlindTest:
    """One visitor's answers so far: True where the longer walk was found."""

    seed: int
    walks: tuple[Settings, Settings]  # the short one and the long one
    answers: list[bool] = field(default_factory=list)
    pictures: dict[int, tuple[np.ndarray, ...]] = field(default_factory=dict)
    """What each round has shown so far, from 0: uint8 (h, w, c), the left one first."""

    @property
    def round(self) -> int:
        """The round that is on screen, from 0."""
        return len(self.answers)

    @property
    def pair(self) -> list[Settings]:
        """Both walks of this round, the left picture first."""
        return self.pair_of(self.round)

    def pair_of(self, i: int) -> list[Settings]:
        """Both walks of round i, the left picture first."""
        short, long = (replace(walk, seeds=(self._seed_of(i),)) for walk in self.walks)
        return [long, short] if self._long_is_left(i) else [short, long]

    def chosen(self, i: int) -> int:
        """Which picture of the answered round i was taken for the longer walk: 0 the left one, 1 the right one."""
        return 0 if self.answers[i] == self._long_is_left(i) else 1

    def _seed_of(self, i: int) -> int:
        return FIRST_SEED + 100 * self.seed + i

    def _long_is_left(self, i: int) -> bool:
        """A fair coin, the same on every rerun."""
        coin = np.random.SeedSequence([self._seed_of(i), ROUNDS]).generate_state(1)[0]
        return bool(coin & 1)

    @property
    def done(self) -> bool:
        """Whether all rounds are answered."""
        return len(self.answers) == ROUNDS

    @property
    def right(self) -> int:
        """How many answers were right so far."""
        return sum(self.answers)

    def answer(self, left: bool) -> None:
        """The visitor takes the left picture, or the right one, for the longer walk.

        Nothing happens while the pair of this round is not there: the second click of two, which meant the pair before.
        """
        if not self.done and self.round in self.pictures:
            self.answers.append(left == self._long_is_left(self.round))


def comparable(short: Settings, long: Settings) -> tuple[Settings, Settings]:
    """Both walks on one noise path: each with noise of its own, the pictures of a pair would not belong together."""
    return replace(short, shared_path=True), replace(long, shared_path=True)


def chance_of_guessing(right: int, rounds: int = ROUNDS) -> float:
    """Probability that coin flips get at least `right` of `rounds`: the binomial tail."""
    return sum(comb(rounds, k) for k in range(right, rounds + 1)) / (1 << rounds)
