"""Does a network that knows captions draw what they say? Judged by the training pictures nearest to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.core.pictures import to_model_range
from explainer.core.samplers import last
from explainer.models.pipeline import MAX_PICTURES, Settings, generate
from explainer.training.data import read_set, words_of
from explainer.training.evaluation.drawing import BASE, RealPictures, describe

CANDIDATES = 50  # names, the one asked for among them
JUDGED_AT = 16  # pixels: a shape that sits a little elsewhere is still the same shape


def training_captions(real: RealPictures) -> tuple[list[str], Tensor]:
    """The caption (style first) and the picture, uint8 (N, c, h, w), of all training pictures."""
    captions = [c for spec in real.recipe.sets for c in read_set(real.data, spec, "train")[0]]
    return captions, real.train.images


def draw_captions(prompts: list[str], settings: Settings) -> Tensor:
    """One picture for each prompt, (N, c, h, w) in [−1, 1]; picture i is of seed i."""
    drawn = []
    for first in range(0, len(prompts), MAX_PICTURES):
        some = prompts[first : first + MAX_PICTURES]
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


def caption_accuracy(real: RealPictures, n: int, settings: Settings = BASE) -> dict[str, Any]:
    """How often the nearest of CANDIDATES training names has a word of the prompt.

    `by_chance` is the same share for a candidate taken blindly.
    """
    settings, known = replace(settings, network=real.network), real.recipe.vocabulary
    captions, images = training_captions(real)
    names = [caption.split(" ", 1)[1] for caption in captions]
    words = {name: set(words_of(name)) & set(known) for name in names}
    rng = np.random.default_rng(0)
    usable = [i for i, name in enumerate(names) if words[name]]
    asked = rng.choice(usable, n, replace=False).tolist()
    prompts = [" ".join(w for w in words_of(captions[i]) if w in known) for i in asked]
    drawn = reduced(draw_captions(prompts, settings))
    seen = torch.cat([reduced(to_model_range(part)) for part in images.split(512)])
    others, shared, same, chance = sorted(set(names)), 0, 0, 0.0
    for i, picture in zip(asked, drawn, strict=True):
        rest = [other for other in others if other != names[i]]
        among = [names[i], *rng.choice(rest, CANDIDATES - 1, replace=False).tolist()]
        found = nearest_name(picture, among, names, seen)
        shared += bool(words[found] & words[names[i]])
        same += found == names[i]
        chance += sum(bool(words[name] & words[names[i]]) for name in among) / CANDIDATES
    return {
        "shares_a_word": round(shared / n, 4),
        "same_name": round(same / n, 4),
        "by_chance": round(chance / n, 4),
        "protocol": f"{n} training names with their style as prompts, {describe(settings)}; the nearest of "
        f"{CANDIDATES} training names, by mean square distance at {JUDGED_AT}×{JUDGED_AT} pixels",
    }
