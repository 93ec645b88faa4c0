"""How the sampler, the number of steps and guidance change what a network draws, cell by cell."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.samplers import SAMPLERS
from explainer.models.checkpoints import load_checkpoint
from explainer.models.pipeline import MAX_PICTURES, Settings, expected_seconds
from explainer.training.data import Pictures, over_classes
from explainer.training.evaluation import TABLES
from explainer.training.evaluation.distances import kernel_difference, kernel_distance, seen_by
from explainer.training.evaluation.drawing import BASE, RealPictures, draw_classes
from explainer.training.evaluation.judges import Judges, load_judges, share_named_right

STEPS = (5, 10, 20, 50, 200)
GUIDANCE = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
BEST = "dpmpp_2m"
FEW, MANY = 20, 200  # steps that are compared in pairs


def steps_cells(network: str) -> list[Settings]:
    """Every sampler at every number of steps, the cheap ones first."""
    base = replace(BASE, network=network)
    return [replace(base, sampler=s, steps=n) for n in STEPS for s in SAMPLERS]


def pair_cells(network: str) -> list[Settings]:
    """Few and many steps of the best sampler."""
    return [replace(BASE, network=network, sampler=BEST, steps=n) for n in (FEW, MANY)]


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


def measure(
    settings: Settings, each: int, judges: Judges, real: np.ndarray
) -> tuple[dict[str, Any], np.ndarray]:
    """One cell and its features: `each` pictures of every word from the same noises as in every other cell."""
    begin = time.perf_counter()
    images, labels = draw_classes(each, settings)
    seconds = time.perf_counter() - begin
    seen = seen_by(judges.features, images)
    kid, error = kernel_distance(seen, real)
    clipped = ((images == 0) | (images == 255)).float().mean()
    row = {
        **{"sampler": settings.sampler, "steps": settings.steps, "w": settings.w, "n": len(images)},
        **{"kid": round(kid, 5), "kid_error": round(error, 5)},
        "named": round(share_named_right(judges.first, images, labels), 4),
        "spread": round(spread(seen, labels), 4),
        "clipped": round(float(clipped), 4),
        "seconds_per_picture": round(seconds / len(images), 4),
    }
    return row, seen


def paired(cells: dict[Settings, np.ndarray], real: np.ndarray) -> list[dict[str, Any]]:
    """For every sampler with a cell of MANY steps: by how much FEW steps have more KID, from the same noises."""
    rows = []
    for many, seen in cells.items():
        few = replace(many, steps=FEW)
        if many.steps == MANY and few in cells:
            more, error = kernel_difference(cells[few], seen, real)
            row = {"sampler": many.sampler, "steps": [FEW, MANY], "n": len(seen)}
            rows.append(row | {"kid_more": round(more, 5), "kid_more_error": round(error, 5)})
    return rows


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


_CELLS = dict(zip(TABLES, (pair_cells, guidance_cells, steps_cells), strict=True))


def sweep(
    real: RealPictures, each: int, minutes: float, tables: Collection[str] = TABLES
) -> dict[str, Any]:
    """These tables, with as many cells as `minutes` allow; what was not measured is not in them."""
    network, judges = real.network, load_judges(real.network)
    words = len(load_checkpoint(network).card.vocabulary)
    images, source = real_pictures(real.train, real.test, each * words)
    to, until = seen_by(judges.features, images), time.monotonic() + 60 * minutes
    features: dict[Settings, np.ndarray] = {}
    rows: dict[Settings, dict[str, Any]] = {}
    wanted = {table: cells(network) for table, cells in _CELLS.items() if table in tables}
    for settings in dict.fromkeys(itertools.chain(*wanted.values())):
        full = replace(settings, seeds=tuple(range(min(each, MAX_PICTURES))), words="x")
        batches = words * -(-each // MAX_PICTURES)
        if time.monotonic() + batches * expected_seconds(full) < until:
            rows[settings], features[settings] = measure(settings, each, judges, to)
    found = {table: [rows[c] for c in cells if c in rows] for table, cells in wanted.items()}
    if "guidance" in found:  # how much guidance costs no time, only whether there is any
        found["guidance"] = [_without(row, "seconds_per_picture") for row in found["guidance"]]
    return {
        **found,
        # every sampler that has both its cells
        **({"paired": paired(features, to)} if {"paired", "steps"} & set(tables) else {}),
        "sweep_protocol": f"{each} pictures of each word, the same noises in every cell; KID in own features "
        f"to as many {source} pictures, ± standard error; w = {BASE.w:g} and {BASE.steps} {BASE.sampler} "
        "steps where not varied; seconds on two processor cores",
    }
