"""What is asked of a network in every cell of a table, and how what it draws is judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from explainer.experiments.cost import expected_seconds
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_model_range
from explainer.networks.judges import share_named_right
from explainer.training.data import Pictures
from explainer.training.evaluation.captions import NEAREST, new_quiz, reduced
from explainer.training.evaluation.distances import seen_by
from explainer.training.evaluation.drawing import at_once, draw_classes, draw_prompts
from explainer.training.evaluation.kernel import Sample
from explainer.training.evaluation.real import RealPictures, as_grey_levels, evenly, with_words

FEWEST_REAL, MOST_REAL = 50, 200  # real pictures of each word
_KID = "each of another noise, the same ones in every cell; KID ± standard error in"


def real_pictures(train: Pictures, test: Pictures) -> tuple[Tensor, Tensor, str]:
    """Real pictures uint8 (N, c, h, w), every word as often, their words (N,), and what they are.

    Test pictures where there are enough of the rarest word, else training pictures.
    """
    enough = _rarest(test) >= FEWEST_REAL
    part, name = (test, "test") if enough else (train, "training")
    images, labels = evenly(part, min(_rarest(part), MOST_REAL))
    return images, labels, f"{len(images)} {name} pictures"


def _rarest(pictures: Pictures) -> int:
    """How many pictures there are of the word that has the fewest."""
    _, labels = with_words(pictures)
    return int(labels.bincount(minlength=pictures.bags.shape[1]).min())


def spread(seen: np.ndarray, labels: Tensor) -> float:
    """Mean distance of features (N, d) from the mean of their word."""
    apart = [seen[labels == i] - seen[labels == i].mean(0) for i in labels.unique()]
    return float(np.linalg.norm(np.concatenate(apart), axis=1).mean())


@dataclass(frozen=True)
class Judgement:
    """What is found of the pictures of one cell."""

    seen: Sample
    scores: dict[str, float]


class Question(Protocol):
    """What is asked in every cell, from the same noises, and how the pictures are judged."""

    real: Sample  # of real pictures
    said: str  # the same in words

    def draw(self, settings: Settings) -> Tensor:
        """The pictures of a cell, uint8 (N, c, h, w)."""
        ...

    def seconds(self, settings: Settings) -> float:
        """About how long that will take."""
        ...

    def judge(self, images: Tensor) -> Judgement:
        """Whether they are what was asked for."""
        ...


class EveryWord:
    """So many pictures of each word, seen and named by the judges of a network with classes."""

    def __init__(self, real: RealPictures, each: int) -> None:
        self._each, self._judges = each, real.judges
        self._words = len(real.checkpoint.card.vocabulary)
        images, labels, source = real_pictures(real.train, real.test)
        self.real = Sample(seen_by(self._judges.features, images), labels.numpy())
        self.said = f"{each} pictures of each word, {_KID} own features to {source}"

    def draw(self, settings: Settings) -> Tensor:
        """Word by word."""
        return draw_classes(self._each, settings)[0]

    def seconds(self, settings: Settings) -> float:
        """The words share runs."""
        return _seconds(settings, self._words * self._each)

    def judge(self, images: Tensor) -> Judgement:
        """Named by the first judge; `spread` is how much the pictures of a word differ."""
        labels = torch.arange(self._words).repeat_interleave(self._each)
        seen = seen_by(self._judges.features, images)
        named = share_named_right(self._judges.first, images, labels)
        scores = {"named": named, "spread": spread(seen, labels)}
        return Judgement(Sample(seen, labels.numpy()), scores)


class TrainingNames:
    """The prompts of a quiz, each once, for a network that knows captions."""

    def __init__(self, real: RealPictures, n: int) -> None:
        self._quiz = new_quiz(real, n)
        self.real = Sample(reduced(to_model_range(real.test.images)).double().numpy())
        self.said = (
            f"{n} training names as prompts; “named” is a shared word with {NEAREST}; {_KID} pixels reduced as "
            f"much to {len(self.real)} test pictures"
        )

    def draw(self, settings: Settings) -> Tensor:
        """Every prompt once."""
        return as_grey_levels(draw_prompts(self._quiz.prompts, settings))

    def seconds(self, settings: Settings) -> float:
        """Prompts share runs."""
        return _seconds(settings, len(self._quiz.prompts))

    def judge(self, images: Tensor) -> Judgement:
        """Named by the nearest training picture; no prompt is drawn twice, so there is no spread."""
        seen = reduced(to_model_range(images))
        named = self._quiz.share_with_a_word(self._quiz.answers(seen))
        return Judgement(Sample(seen.double().numpy()), {"named": named})


def _seconds(settings: Settings, pictures: int) -> float:
    """About how long it takes to draw so many pictures."""
    together = min(at_once(settings), pictures)
    run = replace(settings, seeds=tuple(range(together)), words="x")
    return -(-pictures // together) * expected_seconds(run)
