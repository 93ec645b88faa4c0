"""How the sampler, the number of steps and guidance change what a network draws, cell by cell."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.samplers import SAMPLERS
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import MAX_PICTURES, Settings, expected_seconds
from explainer.training.classifier import Classifier, share_named_right, train_classifier
from explainer.training.data import Pictures, load_pictures, over_classes
from explainer.training.distances import features, kernel_distance
from explainer.training.evaluate import draw_classes
from explainer.training.recipes import RECIPES

STEPS = (5, 10, 20, 50, 200)
GUIDANCE = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
BASE = Settings(sampler="ddpm", steps=50, w=2.0)


def steps_cells(network: str) -> list[Settings]:
    """Every sampler at every number of steps, the cheap ones first."""
    base = replace(BASE, network=network)
    return [replace(base, sampler=s, steps=n) for n in STEPS for s in SAMPLERS]


def guidance_cells(network: str) -> list[Settings]:
    """Every guidance scale."""
    return [replace(BASE, network=network, w=w) for w in GUIDANCE]


def real_pictures(train: Pictures, test: Pictures, n: int) -> tuple[Tensor, str]:
    """n real pictures, every word as often, and where they are from: test pictures if there are enough."""
    part, name = (test, "test") if int((test.bags.sum(1) > 0).sum()) >= n else (train, "training")
    labelled = part.bags.sum(1) > 0
    words = part.bags[labelled].argmax(1).tolist()
    generator = torch.Generator().manual_seed(0)
    chosen = torch.multinomial(over_classes(words, 0.0), n, replacement=True, generator=generator)
    return part.images[labelled][chosen], name


def spread(seen: np.ndarray, labels: Tensor) -> float:
    """Mean distance of features (N, d) from the mean of their word."""
    apart = [seen[labels == i] - seen[labels == i].mean(0) for i in labels.unique()]
    return float(np.linalg.norm(np.concatenate(apart), axis=1).mean())


def measure(settings: Settings, each: int, judge: Classifier, real: np.ndarray) -> dict[str, Any]:
    """One cell: `each` pictures of every word from the same noises as in every other cell."""
    begin = time.perf_counter()
    images, labels = draw_classes(each, settings)
    seconds = time.perf_counter() - begin
    seen = features(judge, images)
    kid, error = kernel_distance(seen, real)
    clipped = ((images == 0) | (images == 255)).float().mean()
    return {
        **{"sampler": settings.sampler, "steps": settings.steps, "w": settings.w, "n": len(images)},
        **{"kid": round(kid, 5), "kid_error": round(error, 5)},
        "named": round(share_named_right(judge, images, labels), 4),
        "spread": round(spread(seen, labels), 4),
        "clipped": round(float(clipped), 4),
        "seconds_per_picture": round(seconds / len(images), 4),
    }


def sweep(network: str, data: Path, each: int, minutes: float) -> dict[str, Any]:
    """Both tables, with as many cells as `minutes` allow; what was not measured is not in them."""
    recipe = RECIPES[network]
    train, test = (load_pictures(data, recipe, part) for part in ("train", "test"))
    judge = train_classifier(train)
    words = len(load_checkpoint(network).card.vocabulary)
    images, source = real_pictures(train, test, each * words)
    real, until = features(judge, images), time.monotonic() + 60 * minutes

    def rows(cells: list[Settings]) -> Iterator[dict[str, Any]]:
        for settings in cells:
            full = replace(settings, seeds=tuple(range(min(each, MAX_PICTURES))), words="x")
            batches = words * -(-each // MAX_PICTURES)
            if time.monotonic() + batches * expected_seconds(full) < until:
                yield measure(settings, each, judge, real)

    return {
        "guidance": list(rows(guidance_cells(network))),
        "steps": list(rows(steps_cells(network))),
        "sweep_protocol": f"{each} pictures of each word, the same noises in every cell; KID in own features "
        f"to as many {source} pictures, ± standard error; w = {BASE.w:g} and {BASE.steps} {BASE.sampler} "
        "steps where not varied; seconds on two processor cores",
    }
