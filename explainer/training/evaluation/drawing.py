"""Does a network draw what it is asked for, and are its pictures like real ones, and new?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from explainer.core.samplers import last
from explainer.experiments.sampling import generate
from explainer.experiments.settings import MAX_PICTURES, MAX_WORK, Settings
from explainer.media.pictures import to_model_range, to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.training.data import Pictures, complete, load_pictures
from explainer.training.evaluation.distances import (
    frechet_distance,
    inception_score,
    kernel_distance,
    seen_by,
)
from explainer.training.evaluation.judges import (
    LARGE,
    Features,
    Judges,
    load_judges,
    logits_of,
    share_named_right,
)
from explainer.training.recipe import Recipe
from explainer.training.recipes import RECIPES

BASE = Settings(sampler="ddpm", steps=50, w=2.0)  # what the cards state
# as a published conditional DDPM of Fashion-MNIST samples, whose figures its code does not give again
PUBLISHED = replace(BASE, steps=1000, w=7.5)


def describe(settings: Settings) -> str:
    """A sampler's settings, as every protocol states them."""
    return f"{settings.sampler}, {settings.steps} steps, w = {settings.w:g}"


def at_once(settings: Settings) -> int:
    """How many pictures of one word a run of these settings may draw."""
    return min(MAX_PICTURES, MAX_WORK // settings.steps)


def draw_classes(each: int, settings: Settings) -> tuple[Tensor, Tensor]:
    """`each` pictures of every word, uint8 (N, c, h, w), and the index of the word (N,).

    Every picture is of another seed: without guidance, one noise would give the same picture for all words.
    """
    pictures, labels = [], []
    together = at_once(settings)
    for i, word in enumerate(load_checkpoint(settings.network).card.vocabulary):
        for first in range(0, each, together):
            seeds = tuple(each * i + j for j in range(first, min(first + together, each)))
            x = last(generate(replace(settings, words=word, seeds=seeds))).x_next
            pictures.append(torch.from_numpy(to_pixels(x)).movedim(-1, 1))
            labels += [i] * len(seeds)
    return torch.cat(pictures), torch.tensor(labels)


@dataclass(frozen=True)
class RealPictures:
    """The training and test pictures of a network, read once when they are needed."""

    network: str
    data: Path

    @cached_property
    def recipe(self) -> Recipe:
        """What they are, with every word."""
        return complete(RECIPES[self.network], self.data)

    @cached_property
    def train(self) -> Pictures:
        """What it learned from."""
        return load_pictures(self.data, self.recipe, "train")

    @cached_property
    def test(self) -> Pictures:
        """What it never saw."""
        return load_pictures(self.data, self.recipe, "test")


def named_as_asked(judges: Judges, images: Tensor, labels: Tensor) -> dict[str, Any]:
    """Share of drawn pictures that each judge names by the word they were asked for."""
    return {
        "asked_class_named": round(share_named_right(judges.first, images, labels), 4),
        "asked_class_named_by_second": round(share_named_right(judges.second, images, labels), 4),
    }


def judged(judges: Judges, test: Pictures) -> dict[str, Any]:
    """What the judges themselves can do: the share of real test pictures that they name right."""
    labelled = test.bags.sum(1) > 0
    images, labels = test.images[labelled], test.bags[labelled].argmax(1)
    return {
        "classifier_on_real_test": round(share_named_right(judges.first, images, labels), 4),
        "second_on_real_test": round(share_named_right(judges.second, images, labels), 4),
    }


def class_accuracy(
    real: RealPictures, each: int, features: Features | None = None, settings: Settings = BASE
) -> dict[str, Any]:
    """All about `each` pictures of every word; distances in the first judge's features, and in others if given."""
    judges = load_judges(real.network)
    images, labels = draw_classes(each, replace(settings, network=real.network))
    return {
        **named_as_asked(judges, images, labels),
        **judged(judges, real.test),
        "inception_score": round(inception_score(logits_of(judges.first, images)), 3),
        "protocol": f"{len(images)} pictures, {each} of each word, each of another noise, {describe(settings)}; own classifiers",
        "distances": distances(images, real, judges.features),
        # beside its own, which the page speaks of
        **({"inception_distances": distances(images, real, features)} if features else {}),
        "nearest": nearest(images, real),
    }


def _some(pictures: Pictures, n: int) -> Tensor:
    """n different pictures, the same each time."""
    chosen = torch.Generator().manual_seed(0)
    return pictures.images[torch.randperm(len(pictures), generator=chosen)[:n]]


def distances(drawn: Tensor, real: RealPictures, features: Features) -> dict[str, Any]:
    """FID and KID of drawn pictures to test pictures, beside those of training pictures.

    All sets have as many pictures as were drawn; nothing where there are fewer test pictures.
    """
    n = len(drawn)
    if len(real.test) < n:
        return {}
    sets = {"test": _some(real.test, n), "train": _some(real.train, n), "drawn": drawn}
    seen = {of: seen_by(features, images) for of, images in sets.items()}
    result: dict[str, Any] = {"n": n, "features": seen["test"].shape[1]}
    for of, suffix in (("drawn", ""), ("train", "_of_training_pictures")):
        kid, error = kernel_distance(seen[of], seen["test"])
        result[f"fid{suffix}"] = round(frechet_distance(seen[of], seen["test"]), 4)
        result[f"kid{suffix}"], result[f"kid_error{suffix}"] = round(kid, 5), round(error, 5)
    return result


def _compared(images: Tensor) -> Tensor:
    """uint8 (N, c, h, w) → (N, d): of large pictures the mean of each 4 × 4, for a shifted leaf is the same leaf."""
    parts = (to_model_range(part) for part in images.split(1024))
    small = [F.avg_pool2d(part, 4) if part.shape[-1] >= LARGE else part for part in parts]
    return torch.cat([part.flatten(1) for part in small])


def _to_nearest(pictures: Tensor, known: Tensor) -> Tensor:
    """Root mean square difference of each uint8 picture (N, c, h, w) to the nearest row of `known`, (N,)."""
    least = [torch.cdist(part, known).amin(1) for part in _compared(pictures).split(64)]
    return torch.cat(least) / known.shape[1] ** 0.5


def nearest(drawn: Tensor, real: RealPictures) -> dict[str, Any]:
    """Whether a network repeats what it learned from: how near a training picture is to what it draws.

    Real test pictures, as many of them if there are, say how near a new picture comes by itself. `repeated`
    is the share of drawn pictures that are nearer than all but a hundredth of those.
    """
    known = _compared(real.train.images)
    ours, theirs = (_to_nearest(x, known) for x in (drawn, _some(real.test, len(drawn))))
    if real.recipe.flip:  # it learned from mirrored ones, too
        mirrored = _compared(real.train.images.flip(3))
        ours = ours.minimum(_to_nearest(drawn, mirrored))
        theirs = theirs.minimum(_to_nearest(_some(real.test, len(drawn)), mirrored))
    return {
        "drawn": round(float(ours.median()), 4),
        "test": round(float(theirs.median()), 4),
        "repeated": round(float((ours < theirs.quantile(0.01)).float().mean()), 4),
        "protocol": f"Median root mean square difference, of values from −1 to 1, to the nearest of "
        f"{len(known)} training pictures; {len(ours)} drawn, {len(theirs)} test pictures",
    }
