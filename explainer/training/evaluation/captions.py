"""Does a network that knows captions draw what they say? Judged by the training pictures nearest to it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.experiments.settings import Settings
from explainer.media.pictures import to_model_range
from explainer.networks.conditions import MAX_WORDS
from explainer.training.data import words_of
from explainer.training.evaluation.copies import nearest
from explainer.training.evaluation.drawing import BASE, describe, draw_prompts
from explainer.training.evaluation.real import RealPictures, as_grey_levels
from explainer.training.picture_files import read_set
from explainer.training.recipe import Split

CANDIDATES = 50  # names, the one asked for among them
JUDGED_AT = 16  # pixels: a shape that sits a little elsewhere is still the same shape
NEAREST = f"the nearest of {CANDIDATES} training names, by mean square distance at {JUDGED_AT}×{JUDGED_AT} pixels"


def captions_of(real: RealPictures, part: Split) -> list[str]:
    """The caption, style first, of each picture of a part, in the order of `real.train` or `real.test`."""
    return [c for spec in real.recipe.sets for c in read_set(real.data, spec, part)[0]]


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

    def first(self, n: int) -> Quiz:
        """The same, of its first n prompts."""
        return replace(self, prompts=self.prompts[:n], asked=self.asked[:n], among=self.among[:n])

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


def _name(caption: str) -> str:
    return caption.split(" ", 1)[1]  # without the style


def _among(asked: list[str], names: list[str], rng: np.random.Generator) -> list[list[str]]:
    """CANDIDATES different names for each that is asked for, that one first."""
    different = sorted(set(names))
    among = []
    for name in asked:
        rest = [other for other in different if other != name]
        among.append([name, *rng.choice(rest, CANDIDATES - 1, replace=False).tolist()])
    return among


def _seen(images: Tensor) -> Tensor:
    return torch.cat([reduced(to_model_range(part)) for part in images.split(512)])


def new_quiz(real: RealPictures, n: int) -> Quiz:
    """n training names with their style as prompts, or all if there are fewer: the same each time."""
    known = set(real.recipe.vocabulary)
    captions = captions_of(real, "train")
    names = [_name(caption) for caption in captions]
    words = {name: set(words_of(name)) & known for name in names}
    rng = np.random.default_rng(0)
    worded = [i for i, name in enumerate(names) if words[name]]
    chosen = rng.choice(worded, min(n, len(worded)), replace=False)
    # of a longer name no more words than a prompt may have
    said = [[w for w in words_of(captions[i]) if w in known][:MAX_WORDS] for i in chosen]
    asked = [names[i] for i in chosen]
    prompts, among = [" ".join(some) for some in said], _among(asked, names, rng)
    return Quiz(prompts, asked, among, names, _seen(real.train.images), words)


def real_pictures_named(real: RealPictures, quiz: Quiz) -> dict[str, float]:
    """Of how many real test pictures the nearest name shares a word with theirs: more nobody can ask of drawn ones.

    Of a network in latents, also of these pictures as its codec gives them back. Of pictures whose name has a known
    word and is also a training picture's; nothing where there are none.
    """
    names = [_name(caption) for caption in captions_of(real, "test")]
    rows = [i for i, name in enumerate(names) if quiz.words.get(name)]
    if not rows:
        return {}
    asked = [names[i] for i in rows]
    test = replace(quiz, asked=asked, among=_among(asked, quiz.names, np.random.default_rng(1)))

    def share(images: Tensor) -> float:
        return round(test.share_with_a_word(test.answers(_seen(images))), 4)

    pictures = real.test.images[rows]
    found = {"shares_a_word_on_real_test": share(pictures)}
    return found | (
        {"shares_a_word_on_decoded_test": share(real.coded(pictures))} if real.in_latents else {}
    )


def caption_accuracy(
    real: RealPictures, n: int, settings: Settings = BASE, until: float = math.inf
) -> dict[str, Any]:
    """How often the nearest of CANDIDATES training names has a word of the prompt.

    Of n prompts, or fewer if the clock says `until` before. `by_chance` is the same share for a candidate taken
    blindly.
    """
    settings, quiz = replace(settings, network=real.network), new_quiz(real, n)
    drawn = draw_prompts(quiz.prompts, settings, until)
    quiz = quiz.first(len(drawn))
    found = quiz.answers(reduced(drawn.clamp(-1, 1)))
    same = [f == asked for f, asked in zip(found, quiz.asked, strict=True)]
    return {
        "shares_a_word": round(quiz.share_with_a_word(found), 4),
        "same_name": round(float(np.mean(same)), 4),
        "by_chance": round(quiz.by_chance, 4),
        **real_pictures_named(real, quiz),
        "protocol": f"{len(drawn)} training names with their style as prompts, {describe(settings)}; {NEAREST}",
        "nearest": nearest(as_grey_levels(drawn), real),
    }
