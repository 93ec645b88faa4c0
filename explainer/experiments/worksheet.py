"""A worksheet: the pictures of one class, what they are, and the order in which they stand on paper.

Everything that a question asks and the answer key says is computed here, from the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import torch

from explainer.core.noise import noised
from explainer.core.schedule import NoiseSchedule
from explainer.core.units import GREY_LEVELS
from explainer.experiments import guidance
from explainer.experiments.cleaning import Estimate, NoisyPicture, cleaned, walked_to
from explainer.experiments.guidance import STRENGTHS
from explainer.experiments.settings import Settings
from explainer.media.pictures import from_pixels, to_pixels

NOISED_TO = (0, 200, 400, 600, 800, 950)  # t of the strip that is put in order
GIVEN = (100, 300, 500, 700, 900)  # t of the table of shares
CLEANED_AT = 600  # t at which a picture is cleaned in three ways
BACK = 20  # steps of the longest of them
FEW, MANY = 3, 60  # steps of the two runs from one noise
W = 3.0  # their guidance
PUSHED = (0.0, 1.0, 3.0, 8.0)  # w of the strip: some of STRENGTHS
METHODS = ("blur", "one", "many")


@dataclass(frozen=True)
class Choice:
    """What a class decides: who cleans, who draws and what, and the seed of all noise and of all orders."""

    cleaner: str  # a network on pixels
    drawer: str  # any network
    word: str  # "" where it knows none
    seed: int

    @property
    def back(self) -> Settings:
        """The way back from CLEANED_AT."""
        return Settings(self.cleaner, "ddim", BACK, seeds=(self.seed,))

    @property
    def lengths(self) -> tuple[Settings, Settings]:
        """The short and the long run from one noise."""
        few, many = (self._drawn(steps, W) for steps in (FEW, MANY))
        return few, many

    @property
    def pushed(self) -> Settings | None:
        """The run that is made at every w; None where there are no words to push."""
        return guidance.begun(self.drawer, self.word, self.seed, 1.0) if self.word else None

    def _drawn(self, steps: int, w: float) -> Settings:
        return Settings(self.drawer, "ddim", steps, w, self.word, (self.seed,))


@dataclass(frozen=True, eq=False)
class Lettered:
    """Pictures as they stand on paper, each under a letter, and where each stands in the right order."""

    pictures: np.ndarray  # uint8 (n, h, w, c)
    places: tuple[int, ...]  # of the picture under each letter, from 0
    first: str  # the letter that they begin with

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters, as they stand on paper."""
        at = ascii_uppercase.index(self.first)
        return tuple(ascii_uppercase[at : at + len(self.places)])

    @property
    def answer(self) -> tuple[str, ...]:
        """The letters in the right order."""
        return tuple(letter for _, letter in sorted(zip(self.places, self.letters, strict=True)))


def lettered(pictures: np.ndarray, seed: int, first: str) -> Lettered:
    """Pictures that come in the right order, mixed up by a seed; never left as they are, nor turned around."""
    n, right = len(pictures), list(range(len(pictures)))
    mixed, draws = right, np.random.default_rng([seed, ascii_uppercase.index(first)])
    while mixed == right or (n > 2 and mixed == right[::-1]):
        mixed = draws.permutation(n).tolist()
        if n == 2:  # either order is a fair question
            break
    return Lettered(pictures[mixed], tuple(mixed), first)


@dataclass(frozen=True)
class Share:
    """What is left of the picture at t, and how much noise comes in: √ᾱ and √(1−ᾱ), to two digits."""

    t: int
    signal: float
    noise: float


def shares(schedule: NoiseSchedule) -> list[Share]:
    """At each t of GIVEN."""
    found = []
    for t in GIVEN:
        alpha_bar = float(schedule.alpha_bar[t])
        found.append(Share(t, round(alpha_bar**0.5, 2), round((1 - alpha_bar) ** 0.5, 2)))
    return found


@dataclass(frozen=True)
class PixelSum:
    """One value of the picture and its noise, to two digits, mixed as the shares say."""

    share: Share
    x0: float
    eps: float

    @property
    def mixed(self) -> float:
        """√ᾱ·x₀ + √(1−ᾱ)·ε, from the numbers as they are given."""
        return round(self.share.signal * self.x0 + self.share.noise * self.eps, 2)


def pixel_sum(noisy: NoisyPicture, share: Share) -> PixelSum:
    """Of the first colour of the pixel in the middle."""
    _, eps = noised(noisy.x0, share.t, noisy.seed, noisy.checkpoint.schedule)
    middle = noisy.x0.shape[-1] // 2
    value, noise = (round(float(x[0, middle, middle]), 2) for x in (noisy.x0, eps))
    return PixelSum(share, value, noise)


@dataclass(frozen=True, eq=False)
class Cleaned:
    """A noisy picture, and under letters what METHODS made of it."""

    noisy: np.ndarray
    lettered: Lettered
    estimates: Mapping[str, Estimate]  # by METHODS

    def letter_of(self, method: str) -> str:
        """The letter under which a method's picture stands."""
        return self.lettered.answer[METHODS.index(method)]

    @property
    def closest(self) -> str:
        """The method that comes closest to the original, by PSNR."""
        return self._most(lambda estimate: estimate.score.psnr)

    @property
    def sharpest(self) -> str:
        """The method with the strongest fine detail; the first of METHODS where the original has none to measure by."""
        return self._most(lambda estimate: estimate.score.sharpness)

    def _most(self, measure: Callable[[Estimate], float]) -> str:
        return max(METHODS, key=lambda method: measure(self.estimates[method]))


@dataclass(frozen=True, eq=False)
class TwoLengths:
    """The short and the long run of one noise under letters, and how far apart they ended."""

    lettered: Lettered
    apart: float  # root mean square, grey levels of 255


@dataclass(frozen=True, eq=False)
class Worksheet:
    """All of its questions, with their answers."""

    choice: Choice
    T: int  # the last t
    original: np.ndarray
    strip: Lettered
    shares: list[Share]
    pixel: PixelSum
    cleaned: Cleaned
    lengths: TwoLengths
    pushed: Lettered | None  # None where there are no words


@dataclass(frozen=True, eq=False)
class Ends:
    """Where the runs of a worksheet ended, uint8 (n, h, w, c) each."""

    back: np.ndarray
    few: np.ndarray
    many: np.ndarray
    pushed: np.ndarray | None = None  # one for each of STRENGTHS


def worksheet(choice: Choice, noisy: NoisyPicture, ends: Ends) -> Worksheet:
    """Of the picture at CLEANED_AT, once its runs have ended."""
    schedule = noisy.checkpoint.schedule
    table = shares(schedule)
    return Worksheet(
        choice,
        schedule.T,
        to_pixels(noisy.x0),
        lettered(_noised(noisy), choice.seed, "A"),
        table,
        pixel_sum(noisy, table[len(table) // 2]),
        _lettered_methods(cleaned(noisy), walked_to(ends.back[0], noisy.x0), choice.seed),
        _lengths(choice, ends),
        None if ends.pushed is None else _pushed(choice, ends.pushed),
    )


def _noised(noisy: NoisyPicture) -> np.ndarray:
    levels = [noised(noisy.x0, t, noisy.seed, noisy.checkpoint.schedule)[0] for t in NOISED_TO]
    return to_pixels(torch.stack(levels))


def _lettered_methods(found: Mapping[str, Estimate], walked: Estimate, seed: int) -> Cleaned:
    """Of the estimates of `cleaned`, and where the run back ended."""
    estimates = {"blur": found["best_blur"], "one": found["one_step"], "many": walked}
    pictures = np.stack([estimates[method].pixels for method in METHODS])
    return Cleaned(found["noisy"].pixels, lettered(pictures, seed, "G"), estimates)


def _lengths(choice: Choice, ends: Ends) -> TwoLengths:
    both = np.stack([ends.few[0], ends.many[0]])
    few, many = from_pixels(both)
    apart = GREY_LEVELS * float((few - many).square().mean().sqrt())
    return TwoLengths(lettered(both, choice.seed, "J"), apart)


def _pushed(choice: Choice, pictures: np.ndarray) -> Lettered:
    some = pictures[[STRENGTHS.index(w) for w in PUSHED]]
    return lettered(some, choice.seed, "L")
