"""Does a network that knows captions draw what they say? Judged by the training pictures nearest to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.core.samplers import last
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.media.pictures import to_model_range
from explainer.training.data import words_of
from explainer.training.evaluation.drawing import BASE, RealPictures, at_once, describe
from explainer.training.picture_files import read_set

CANDIDATES = 50  # names, the one asked for among them
JUDGED_AT = 16  # pixels: a shape that sits a little elsewhere is still the same shape
NEAREST = f"the nearest of {CANDIDATES} training names, by mean square distance at {JUDGED_AT}×{JUDGED_AT} pixels"


def training_captions(real: RealPictures) -> tuple[list[str], Tensor]:
    """The caption (style first) and the picture, uint8 (N, c, h, w), of all training pictures."""
    captions = [c for spec in real.recipe.sets for c in read_set(real.data, spec, "train")[0]]
    return captions, real.train.images


def draw_captions(prompts: list[str], settings: Settings) -> Tensor:
    """One picture for each prompt, (N, c, h, w) in [−1, 1]; picture i is of seed i."""
    drawn, together = [], at_once(settings)
    for first in range(0, len(prompts), together):
        some = prompts[first : first + together]
        seeds = tuple(range(first, first + len(some)))
        wanted = replace(settings, words="; ".join(some), seeds=seeds)
        drawn.append(last(generate(wanted)).x_next)
    return torch.cat(drawn)


def reduced(pictures: Tensor) -> Tensor:
    """(N, c, h, w) in [−1, 1] → what is compared, (N, d)."""
    return F.adaptive_avg_pool2d(pictures, JUDGED_AT).flatten(1)


def nearest_name(picture: Tensor, candidates: list[str], names: list[str], seen: Tensor) -> str:
    """The candidate one of whose training pictures, rows (N, d) of `seen`, is nearest to (d,)."""
    among = set(candidates)
    rows = [i for i, name in enumerate(names) if name in among]
    distance = (seen[rows] - picture).square().sum(1)
    return names[rows[int(distance.argmin())]]


@dataclass(frozen=True)
class Quiz:
    """Prompts to draw, and the names among which the one nearest to each picture is sought."""

    prompts: list[str]
    asked: list[str]  # the name of each prompt
    among: list[list[str]]  # CANDIDATES names for each prompt, the one asked for first
    names: list[str]  # of every training picture
    seen: Tensor  # every training picture as it is compared, (N, d)
    words: dict[str, set[str]]  # of every name, as far as the network knows them

    def answers(self, drawn: Tensor) -> list[str]:
        """The name nearest to each drawn picture, rows (n, d), among its own candidates."""
        pairs = zip(drawn, self.among, strict=True)
        return [nearest_name(picture, among, self.names, self.seen) for picture, among in pairs]

    def share_with_a_word(self, found: list[str]) -> float:
        """Share of these answers that have a word of the name asked for."""
        return float(np.mean([self._alike(f, a) for f, a in zip(found, self.asked, strict=True)]))

    @property
    def by_chance(self) -> float:
        """That share for answers taken blindly from the candidates."""
        pairs = zip(self.among, self.asked, strict=True)
        return float(np.mean([[self._alike(f, a) for f in among] for among, a in pairs]))

    def _alike(self, name: str, other: str) -> bool:
        return bool(self.words[name] & self.words[other])


def new_quiz(real: RealPictures, n: int) -> Quiz:
    """n training names with their style as prompts, the same each time."""
    known = set(real.recipe.vocabulary)
    captions, images = training_captions(real)
    names = [caption.split(" ", 1)[1] for caption in captions]
    words = {name: set(words_of(name)) & known for name in names}
    rng = np.random.default_rng(0)
    chosen = rng.choice([i for i, name in enumerate(names) if words[name]], n, replace=False)
    prompts = [" ".join(w for w in words_of(captions[i]) if w in known) for i in chosen]
    asked, others = [names[i] for i in chosen], sorted(set(names))
    among = []
    for name in asked:
        rest = [other for other in others if other != name]
        among.append([name, *rng.choice(rest, CANDIDATES - 1, replace=False).tolist()])
    seen = torch.cat([reduced(to_model_range(part)) for part in images.split(512)])
    return Quiz(prompts, asked, among, names, seen, words)


def caption_accuracy(real: RealPictures, n: int, settings: Settings = BASE) -> dict[str, Any]:
    """How often the nearest of CANDIDATES training names has a word of the prompt.

    `by_chance` is the same share for a candidate taken blindly.
    """
    settings, quiz = replace(settings, network=real.network), new_quiz(real, n)
    found = quiz.answers(reduced(draw_captions(quiz.prompts, settings)))
    same = [f == asked for f, asked in zip(found, quiz.asked, strict=True)]
    return {
        "shares_a_word": round(quiz.share_with_a_word(found), 4),
        "same_name": round(float(np.mean(same)), 4),
        "by_chance": round(quiz.by_chance, 4),
        "protocol": f"{n} training names with their style as prompts, {describe(settings)}; {NEAREST}",
    }
