"""Restoring and filling in beside the classical ways, on the same pictures: python benchmarks/restoring.py [--json]

Pictures: --data with the held-out files of the training data, --folder with any pictures, or the few samples that
ship with the project. The network's runs are those of the pages Restore and Fill in.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.denoising import SAMPLES, from_folder
from benchmarks.report import markdown
from explainer.core.errors import UserError
from explainer.core.metrics import psnr, sharpness
from explainer.core.samplers import last
from explainer.experiments.filling import HOLES, Holed, corrected, hole, repainted
from explainer.experiments.restoring import Damage, Damaged, by_hand, restored
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint
from explainer.training.evaluation.denoising import held_out, measured_on

DAMAGES = {
    **{f"1/{factor} of the pixels a side": Damage("pixels", factor) for factor in (2, 4, 8)},
    **{f"{share:.0%} of the blocks missing": Damage("blocks", share) for share in (0.25, 0.5)},
    "blur, σ = 1.5": Damage("blur", 1.5),
    "no colour": Damage("colour", 0),
    "3 of 64 waves": Damage("waves", 2),
}
LENGTH, TIMES = 10, 4  # of RePaint's jumps

Scores = tuple[float, float, float]


@dataclass(frozen=True)
class Row:
    """Mean of a way over all pictures. Of holes, closeness is that of the hole alone, and `third` the contrast at its
    edge beside the original's; else `third` is the largest contradiction of what is known, grey levels.
    """

    damage: str
    way: str
    psnr: float
    second: float  # sharpness; of holes the contrast at the edge, grey levels
    third: float


def ways(given: Damaged, steps: int) -> Iterator[tuple[str, Scores]]:
    """Every way to restore a picture: PSNR, sharpness, contradiction."""
    settings = Settings(given.checkpoint.card.name, "ddpm", steps, seeds=(0,))
    network = {f"network, {steps} steps": last(restored(given, settings)).x_next[0]}
    for way, x in {**by_hand(given), **network}.items():
        yield way, (psnr(x, given.x0), sharpness(x, given.x0), given.off(x[None]))


def fillings(given: Holed, steps: int) -> Iterator[tuple[str, Scores]]:
    """Every way to fill a hole: PSNR in it, contrast at its edge, and the original's there."""
    settings = Settings(given.checkpoint.card.name, "ddpm", steps, seeds=(0,), shared_path=False)
    own = given.filled(given.x0).seam
    made = {
        "each step once": repainted(given, settings),
        f"{TIMES} times, jumps of {LENGTH}": repainted(given, settings, LENGTH, TIMES),
        "estimates corrected": corrected(given, settings),
    }
    pictures = {"biharmonic": given.by_hand()} | {n: last(w).x_next[0] for n, w in made.items()}
    for way, x in pictures.items():
        found = given.filled(x)
        yield way, (found.psnr, found.seam, own)


def mean(name: str, tried: Sequence[Iterator[tuple[str, Scores]]]) -> list[Row]:
    """One row for every way, over what was tried on each picture; of the contradictions the largest."""
    found: dict[str, list[Scores]] = {}
    for way, scores in itertools.chain.from_iterable(tried):
        found.setdefault(way, []).append(scores)
    print(f"{name}: done", file=sys.stderr, flush=True)
    rows = []
    for way, scores_of_all in found.items():
        close, second, third = torch.tensor(scores_of_all, dtype=torch.float64).T
        last_of = third.mean() if name in HOLES else third.max()
        rows.append(Row(name, way, float(close.mean()), float(second.mean()), float(last_of)))
    return rows


def measure(network: str, pictures: Tensor, steps: int) -> list[Row]:
    """Every damage, then every hole."""
    checkpoint, rows = load_checkpoint(network), []
    for name, damage in DAMAGES.items():
        given = [Damaged(checkpoint, x0, damage) for x0 in pictures]
        rows += mean(name, [ways(one, steps) for one in given])
    for name in HOLES:
        cells = hole(name, pictures.shape[-1])
        holed = [Holed(checkpoint, x0, cells) for x0 in pictures]
        rows += mean(name, [fillings(one, steps) for one in holed])
    return rows


def tables(rows: list[Row]) -> str:
    """Two in Markdown."""
    damages = [
        [r.damage, r.way, f"{r.psnr:.1f}", f"{r.second:.2f}", f"{r.third:.1g}"]
        for r in rows
        if r.damage not in HOLES
    ]
    holes = [
        [r.damage, r.way, f"{r.psnr:.1f}", f"{r.second:.1f}", f"{r.third:.1f}"]
        for r in rows
        if r.damage in HOLES
    ]
    restoring = markdown(["damage", "way", "PSNR, dB", "sharpness", "contradicts y by"], damages)
    edges = ["contrast at the edge", "the original's"]
    return f"{restoring}\n\n{markdown(['hole', 'way', 'PSNR in it, dB', *edges], holes)}"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default="photos")
    parser.add_argument("--folder", type=Path, help="measure on the pictures of this folder")
    parser.add_argument("--data", type=Path, help="measure on held-out files of the training data")
    parser.add_argument("--each", type=int, default=4, help="pictures of each of the five sets")
    parser.add_argument("--limit", type=int, default=20, help="pictures of a folder")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        if options.data:
            pictures = held_out(options.data, measured_on(options.network), options.each)
        else:
            pictures = from_folder(options.folder or SAMPLES, options.network, options.limit)
        rows = measure(options.network, pictures, options.steps)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({"pictures": len(pictures), "rows": [asdict(r) for r in rows]}))
    else:
        print(f"{len(pictures)} pictures\n\n{tables(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
