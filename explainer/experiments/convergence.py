"""Convergence: how fast each sampler nears its own end as its steps grow shorter, with a network.

`python -m explainer.experiments.convergence` computes anew what ships: the curves of the network that the page begins
with, of its first prompt.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainer.core.samplers import last
from explainer.core.units import GREY_LEVELS
from explainer.engines.codecs import decoded
from explainer.experiments.sampling import generate
from explainer.experiments.settings import FIRST_VISIT, FOR_COMPARING, Settings
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import home_of, load_checkpoint, read_card
from explainer.networks.conditions import first_of

SOLVERS = ("ddim", "dpmpp_2m", "heun")  # the samplers that add no noise: all solve one equation
STEPS = (
    2,
    4,
    8,
    10,
    20,
    40,
    50,
    100,
    200,
)  # each divides 1000, so that all steps of a run are equal
REFERENCE = 1000
SETTLED = 20  # steps from which on a slope is taken: before, the steps are too long for one
FEW = {
    "ddim": 8,
    "dpmpp_2m": 8,
    "heun": 4,
}  # steps of the pictures that are shown, equal calls up to one
LEAST = 1e-9  # a logarithm has no zero


@dataclass(frozen=True)
class Curve:
    """How far runs of ever more steps end from a reference, in grey levels of 255, by their network calls."""

    steps: tuple[int, ...]
    calls: tuple[int, ...]
    apart: tuple[float, ...]

    @property
    def order(self) -> float:
        """p of the law apart ∝ steps⁻ᵖ, from the first SETTLED steps to the most; NaN where these are the same."""
        begin = self.settled
        if begin is None or self.steps[begin] == self.steps[-1]:
            return math.nan
        return math.log(self.fall(begin)) / math.log(self.steps[-1] / self.steps[begin])

    @property
    def settled(self) -> int | None:
        """The place of the first number of steps from which on a slope is taken."""
        return next((i for i, n in enumerate(self.steps) if n >= SETTLED), None)

    @property
    def tenth(self) -> int:
        """The place of a tenth of the most steps, or where nothing is known of that, of the fewest."""
        wanted = self.steps[-1] // 10
        return self.steps.index(wanted) if wanted in self.steps else 0

    def fall(self, begin: int) -> float:
        """How many times nearer the most steps end than those at this place."""
        return max(self.apart[begin], LEAST) / max(self.apart[-1], LEAST)

    def calls_within(self, levels: float) -> int | None:
        """The fewest calls from which on every run ends so near; None if none does."""
        found = None
        for calls, apart in zip(reversed(self.calls), reversed(self.apart), strict=True):
            if apart > levels:
                break
            found = calls
        return found


# --- a network's


def longest(settings: Settings) -> int:
    """The steps of the reference: as many as there are timesteps, 1000 at most."""
    return min(REFERENCE, load_checkpoint(settings.network).schedule.T)


def rungs(settings: Settings) -> dict[str, list[Settings]]:
    """Of one picture, by solver, a run for each number of STEPS, and the reference last."""
    most = longest(settings)
    steps = [*(n for n in STEPS if n < most), most]
    return {s: [replace(settings, sampler=s, steps=n) for n in steps] for s in SOLVERS}


def as_pictures(network: str, ends: Sequence[Tensor]) -> Tensor:
    """Where runs of one picture end, (1, *shape) each, as pictures (n, c, h, w), neither clipped nor rounded."""
    return decoded(load_checkpoint(network), torch.cat(list(ends)))


def levels_apart(pictures: Tensor, reference: Tensor) -> list[float]:
    """Root mean square distance of each picture (n, c, h, w) to one, (c, h, w), in grey levels of 255."""
    off = (pictures.double() - reference.double()).square().flatten(1).mean(1).sqrt()
    return [GREY_LEVELS * float(d) for d in off]


def curve(steps: Sequence[int], calls: Sequence[int], pictures: Tensor) -> Curve:
    """Of runs of so many steps and calls, the reference last; pictures: (n, c, h, w)."""
    apart = levels_apart(pictures[:-1], pictures[-1])
    return Curve(tuple(steps[:-1]), tuple(calls[:-1]), tuple(apart))


@dataclass(frozen=True, eq=False)
class End:
    """Where a run of so many steps ended, (1, *shape), after so many network calls."""

    steps: int
    calls: int
    x: Tensor


@dataclass(frozen=True, eq=False)
class Curves:
    """By solver, its curve, what FEW steps make and where its reference ends, uint8 (h, w, c) each."""

    curves: Mapping[str, Curve]
    few: Mapping[str, np.ndarray]
    ends: Mapping[str, np.ndarray]
    references_apart: (
        float  # the most that two references are, grey levels: the equation has one end
    )

    @property
    def spent(self) -> dict[str, tuple[int, float]]:
        """By solver, the calls of the picture of few steps, and how far it is from its reference."""
        found = {}
        for solver, curve in self.curves.items():
            at = _nearest(curve.steps, FEW[solver])
            found[solver] = curve.calls[at], curve.apart[at]
        return found


def _nearest(steps: Sequence[int], wanted: int) -> int:
    """The place of the number that is nearest to the wanted one."""
    return min(range(len(steps)), key=lambda i: abs(steps[i] - wanted))


def measured(network: str, found: Mapping[str, Sequence[End]]) -> Curves:
    """By solver, of the runs that have ended, at least two, in the order of their steps: the longest is the reference."""
    curves, few, ends, references = {}, {}, {}, []
    for solver, runs in found.items():
        pictures = as_pictures(network, [run.x for run in runs])
        steps = [run.steps for run in runs]
        curves[solver] = curve(steps, [run.calls for run in runs], pictures)
        few[solver] = to_pixels(pictures[_nearest(steps[:-1], FEW[solver])])
        ends[solver] = to_pixels(pictures[-1])
        references.append(pictures[-1])
    every = torch.stack(references)
    return Curves(curves, few, ends, max(max(levels_apart(every, r)) for r in references))


# --- what ships


def begun(network: str, words: str, seed: int, w: float) -> Settings:
    """The picture that all runs on the page make, of the first of several prompts; each has its own sampler and steps."""
    first = first_of(words)
    return Settings(network, SOLVERS[0], STEPS[-1], w, first, (seed,))


def first_visit(network: str = FOR_COMPARING) -> Settings:
    """What the page begins with."""
    words, seed = load_checkpoint(network).card.first_prompt, FIRST_VISIT.seeds[0]
    return begun(network, words, seed, FIRST_VISIT.w)


def write(settings: Settings, found: Curves, folder: Path | None = None) -> Path:
    """Write NETWORK.convergence.npz for the checkpoint as it is now."""
    folder = folder or home_of(settings.network)
    head = {
        "sha256": read_card(settings.network, folder).sha256,
        "settings": asdict(settings),
        "curves": {name: asdict(curve) for name, curve in found.curves.items()},
        "references_apart": found.references_apart,
    }
    parts = {"few": found.few, "end": found.ends}
    arrays = {f"{part}.{name}": x for part, of in parts.items() for name, x in of.items()}
    path = folder / f"{settings.network}.convergence.npz"
    np.savez_compressed(path, head=np.array(json.dumps(head)), allow_pickle=False, **arrays)
    return path


def shipped(settings: Settings, folder: Path | None = None) -> Curves | None:
    """The curves of these settings, if they ship and belong to these weights."""
    folder = folder or home_of(settings.network)
    try:
        with np.load(folder / f"{settings.network}.convergence.npz") as file:
            head = json.loads(str(file["head"]))
            same = head["settings"] == json.loads(json.dumps(asdict(settings)))
            current = head["sha256"] == read_card(settings.network, folder).sha256
            return _unpacked(file, head) if same and current else None
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None  # a convenience only: whoever asks computes


def _unpacked(file: Mapping[str, np.ndarray], head: dict[str, Any]) -> Curves:
    curves = {n: Curve(*map(tuple, raw.values())) for n, raw in head["curves"].items()}
    few, ends = ({name: file[f"{part}.{name}"] for name in curves} for part in ("few", "end"))
    return Curves(curves, few, ends, float(head["references_apart"]))


def computed(settings: Settings) -> Curves:
    """All runs, one after another."""
    found = {}
    for solver, runs in rungs(settings).items():
        steps = [last(generate(run)) for run in runs]
        found[solver] = [End(step.n, step.calls, step.x_next) for step in steps]
    return measured(settings.network, found)


if __name__ == "__main__":
    print("wrote", write(first_visit(), computed(first_visit())))
