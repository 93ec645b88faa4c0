"""Filters and the network on the same noisy pictures: python benchmarks/denoising.py [--json]

Pictures: --folder with any pictures, or --data with the held-out files of the training data, or the
few samples that ship with the project.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from explainer.core.errors import UserError
from explainer.experiments.sampling import picture_shape
from explainer.media.pictures import reduce, square
from explainer.media.uploads import decode
from explainer.training.evaluation.denoising import LEVELS, Row, denoising, held_out, measured_on

SAMPLES = Path(__file__).resolve().parents[1] / "explainer" / "samples"


def from_folder(folder: Path, network: str, limit: int) -> torch.Tensor:
    """Every readable picture of a folder, cropped and reduced as an upload would be."""
    channels, size, _ = picture_shape(network)
    pictures = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file())[: 20 * limit]:
        try:
            pixels = decode(path.read_bytes()).pixels
        except UserError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        pictures.append(reduce(square(pixels), size, channels))
        if len(pictures) == limit:
            break
    if not pictures:
        raise UserError(f"There is no readable picture in {folder}.")
    return torch.stack(pictures)


def table(rows: list[Row]) -> str:
    """Markdown: one line per method, one group of columns per level."""
    levels = sorted({r.alpha_bar for r in rows}, reverse=True)
    head = "| method | " + " | ".join(f"ᾱ = {a}: PSNR / SSIM / sharpness" for a in levels) + " |"
    lines = [head, "|---" * (len(levels) + 1) + "|"]
    for method in dict.fromkeys(r.method for r in rows):
        cells = [
            f"{r.psnr:.2f} / {r.ssim:.3f} / {r.sharpness:.2f}"
            for a in levels
            for r in rows
            if r.method == method and r.alpha_bar == a
        ]
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def told(row: Row) -> dict[str, Any]:
    """Its numbers by name; None for a sharpness where no picture had detail to measure it by."""
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in asdict(row).items()
    }


def ask_for_pictures(parser: argparse.ArgumentParser, each: int, limit: int) -> None:
    """Add the options that say on which pictures, and of which network, is measured."""
    parser.add_argument("--network", default="photos")
    parser.add_argument("--folder", type=Path, help="measure on the pictures of this folder")
    parser.add_argument("--data", type=Path, help="measure on held-out files of the training data")
    parser.add_argument("--each", type=int, default=each, help="pictures of each of the five sets")
    parser.add_argument("--limit", type=int, default=limit, help="pictures of a folder")


def chosen(options: argparse.Namespace) -> torch.Tensor:
    """The pictures that those options name. Raises UserError if there are none."""
    if options.data:
        return held_out(options.data, measured_on(options.network), options.each)
    return from_folder(options.folder or SAMPLES, options.network, options.limit)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    ask_for_pictures(parser, each=8, limit=40)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        pictures = chosen(options)
        rows = denoising(options.network, pictures, LEVELS)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({"pictures": len(pictures), "rows": [*map(told, rows)]}, allow_nan=False))
    else:
        print(f"{len(pictures)} pictures, filters tuned on each\n\n{table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
