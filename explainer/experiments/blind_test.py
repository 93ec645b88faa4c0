"""The blind test: which of two pictures took more steps? Ten rounds, and what guessing would score."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import comb

import numpy as np

from explainer.experiments.settings import Settings

ROUNDS = 10
FIRST_SEED = 10_000  # pictures that the page has not shown
UNLIKELY = 0.05  # a score that coins reach less often was no coin's


@dataclass(eq=False)
class BlindTest:
    """One visitor's answers so far: True where the longer walk was found."""

    seed: int
    walks: tuple[Settings, Settings]  # the short one and the long one
    answers: list[bool] = field(default_factory=list)

    @property
    def round_seed(self) -> int:
        """The seed of the pair that is on screen."""
        return FIRST_SEED + 100 * self.seed + len(self.answers)

    @property
    def long_is_left(self) -> bool:
        """A fair coin, the same on every rerun."""
        return bool(np.random.SeedSequence([self.round_seed, ROUNDS]).generate_state(1)[0] & 1)

    @property
    def pair(self) -> list[Settings]:
        """Both walks of this round, the left picture first."""
        short, long = (replace(walk, seeds=(self.round_seed,)) for walk in self.walks)
        return [long, short] if self.long_is_left else [short, long]

    @property
    def done(self) -> bool:
        """Whether all rounds are answered."""
        return len(self.answers) == ROUNDS

    @property
    def right(self) -> int:
        """How many answers were right so far."""
        return sum(self.answers)

    def answer(self, left: bool) -> None:
        """The visitor takes the left picture, or the right one, for the longer walk."""
        self.answers.append(left == self.long_is_left)


def chance_of_guessing(right: int, rounds: int = ROUNDS) -> float:
    """Probability that coin flips get at least `right` of `rounds`: the binomial tail."""
    return sum(comb(rounds, k) for k in range(right, rounds + 1)) / (1 << rounds)
