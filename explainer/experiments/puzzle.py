"""Which mistake is it? Puzzles, each decided by its number: the same link shows the same one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explainer.experiments.mistakes import MISTAKES, PICTURES, begun, in_order, possible
from explainer.experiments.settings import Settings

CHOICES = 4  # of which one is right
FIRST_SEED = 20_000  # pictures that no other part of the page has shown
_ORDER, _CHOICES = 0, 1  # separate streams of a puzzle's number


@dataclass(frozen=True)
class Puzzle:
    """A run with one mistake, and the names of mistakes to choose from."""

    settings: Settings
    mistake: str
    choices: tuple[str, ...]


def puzzle(network: str, words: str, w: float, number: int) -> Puzzle:
    """Puzzle number 1, 2, … with a network. In a round of as many as there are, every mistake comes once.

    Only mistakes take part that can be told from the pictures alone.
    """
    settings = begun(network, words, FIRST_SEED + PICTURES * number, w)
    names = [name for name in possible(settings) if MISTAKES[name].shows]
    lap, place = divmod(number - 1, len(names))
    mistake = _shuffled(names, lap, _ORDER)[place]
    others = [name for name in names if name != mistake]
    wrong = _shuffled(others, number, _CHOICES)[: CHOICES - 1]
    return Puzzle(settings, mistake, in_order([mistake, *wrong]))


def _shuffled(names: list[str], seed: int, stream: int) -> list[str]:
    generator = np.random.default_rng([stream, seed])
    return [names[i] for i in generator.permutation(len(names))]
