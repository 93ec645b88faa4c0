"""Restoring beside the classical ways, on the same damaged pictures: python benchmarks/restoring.py [--json]

Pictures: --data with the held-out files of the training data, --folder with any pictures, or the few samples that
ship with the project. The network's runs are those of the page Restore.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.denoising import SAMPLES, from_folder
from explainer.core.errors import UserError
from explainer.core.metrics import psnr, sharpness
from explainer.core.samplers import last
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
SEVERAL = 8  # restorations of each picture, whose mean is measured, too


@dataclass(frozen=True)
class Row:
    """Mean of a way over all pictures; `off`: the largest contradiction of what is known, grey levels."""

    damage: str
    way: str
    psnr: float
    sharpness: float
    off: float


def ways(given: Damaged, steps: int) -> Iterator[tuple[str, Tensor]]:
    """Every way to restore a picture, (c, h, w)."""
    yield from by_hand(given).items()
    settings = Settings(given.checkpoint.card.name, "ddpm", steps, seeds=tuple(range(SEVERAL)))
    made = last(restored(given, settings)).x_next
    yield f"network, {steps} steps", made[0]
    yield f"mean of {SEVERAL} such", made.mean(0)


def measure(network: str, pictures: Tensor, steps: int) -> list[Row]:
    """One row for every damage and way."""
    checkpoint, rows = load_checkpoint(network), []
    for name, damage in DAMAGES.items():
        found: dict[str, list[tuple[float, float, float]]] = {}
        for x0 in pictures:
            given = Damaged(checkpoint, x0, damage)
            for way, x in ways(given, steps):
                scores = psnr(x, x0), sharpness(x, x0), given.off(x[None])
                found.setdefault(way, []).append(scores)
        for way, scores_of_all in found.items():
            close, sharp, off = torch.tensor(scores_of_all, dtype=torch.float64).T
            rows.append(Row(name, way, float(close.mean()), float(sharp.mean()), float(off.max())))
        print(f"{name}: done", file=sys.stderr, flush=True)
    return rows


def table(rows: list[Row]) -> str:
    """Markdown: one line per damage and way."""
    lines = ["| damage | way | PSNR, dB | sharpness | contradicts y by |", "|---|---|---|---|---|"]
    for r in rows:
        off = f"{r.off:.1f}" if r.off >= 0.05 else f"{r.off:.0e}"
        lines.append(f"| {r.damage} | {r.way} | {r.psnr:.1f} | {r.sharpness:.2f} | {off} |")
    return "\n".join(lines)


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
        print(f"{len(pictures)} pictures\n\n{table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
