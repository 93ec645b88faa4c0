"""How the sampler, the number of steps and guidance change what a network draws, cell by cell."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from explainer.core.samplers import SAMPLERS
from explainer.experiments.settings import Settings
from explainer.training.evaluation import TABLES
from explainer.training.evaluation.drawing import BASE
from explainer.training.evaluation.kernel import Sample, kernel_difference, kernel_distance
from explainer.training.evaluation.questions import EveryWord, Question, TrainingNames
from explainer.training.evaluation.real import RealPictures

STEPS = (5, 10, 20, 50, 200)
GUIDANCE = (0.0, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
BEST = "dpmpp_2m"
FEW, MANY = 20, 200  # steps that are compared in pairs
FIXED = {  # what is the same in every cell of a table
    "paired": f"w = {BASE.w:g}; the error is that of the difference, noise by noise",
    "guidance": f"{BASE.steps} {BASE.sampler} steps",
    "steps": f"w = {BASE.w:g}; seconds on two processor cores",
}


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


def ask(question: Question, settings: Settings) -> tuple[dict[str, Any], Sample]:
    """One cell, as its table shows it, and its pictures as features."""
    begin = time.perf_counter()
    images = question.draw(settings)
    seconds = time.perf_counter() - begin
    found = question.judge(images)
    kid, error = kernel_distance(found.seen, question.real)
    n, cut_off = len(images), (images == 0) | (images == 255)
    row = {
        **{"sampler": settings.sampler, "steps": settings.steps, "w": settings.w, "n": n},
        **{"kid": round(kid, 5), "kid_error": round(error, 5)},
        **{name: round(score, 4) for name, score in found.scores.items()},
        "clipped": round(float(cut_off.float().mean()), 4),
        "seconds_per_picture": round(seconds / n, 4),
    }
    return row, found.seen


def paired(cells: dict[Settings, Sample], real: Sample) -> list[dict[str, Any]]:
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
    network = real.network
    question = TrainingNames(real, 2 * each) if real.recipe.captioned else EveryWord(real, each)
    until = time.monotonic() + 60 * minutes
    features: dict[Settings, Sample] = {}
    measured: dict[Settings, dict[str, Any]] = {}
    wanted = {table: cells(network) for table, cells in _CELLS.items() if table in tables}
    for settings in dict.fromkeys(itertools.chain(*wanted.values())):
        if time.monotonic() + question.seconds(settings) < until:
            measured[settings], features[settings] = ask(question, settings)
    found = {
        table: [measured[c] for c in cells if c in measured] for table, cells in wanted.items()
    }
    if "guidance" in found:  # how much guidance costs no time, only whether there is any
        found["guidance"] = [_without(row, "seconds_per_picture") for row in found["guidance"]]
    if "paired" in found:  # every sampler that has both its cells
        found["paired"] = paired(features, question.real)
    return {
        table: {"rows": rows, "protocol": f"{question.said}; {FIXED[table]}"}
        for table, rows in found.items()
    }
