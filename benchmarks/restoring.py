"""Restoring and filling in beside the classical ways, on the same pictures: python benchmarks/restoring.py [--json]

Pictures: --data with the held-out files of the training data, --folder with any pictures, or the few samples that
ship with the project. The network's runs are those of the pages Restore and Fill in.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.denoising import ask_for_pictures, chosen
from benchmarks.report import markdown
from explainer.core.editing import Consistent, known_kept
from explainer.core.errors import UserError
from explainer.core.metrics import psnr, sharpness
from explainer.core.noise import KNOWN, FreshNoise, unit_noise
from explainer.core.samplers import last
from explainer.experiments.filling import HOLES, Holed, hole, timesteps
from explainer.experiments.restoring import START, Damage, Damaged, beginning, by_hand
from explainer.experiments.sampling import make_denoiser, run
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import Checkpoint, load_checkpoint

DAMAGES = {
    **{f"pixels/{factor}": Damage("pixels", factor) for factor in (2, 4, 8)},
    **{f"blocks-{share:.0%}": Damage("blocks", share) for share in (0.25, 0.5)},
    **{
        "blur-1.5": Damage("blur", 1.5),
        "colour": Damage("colour", 0),
        "waves-3": Damage("waves", 2),
    },
}
LENGTH, TIMES = 10, 4  # of RePaint's jumps
AT_ONCE = 10  # pictures in a call

Scores = tuple[float, float, float]
Found = Iterator[tuple[str, Scores]]


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


def network_restores(given: Sequence[Damaged], settings: Settings) -> Tensor:
    """`restored` for many pictures under one damage at once, each from its own seed."""
    checkpoint, operator = given[0].checkpoint, given[0].operator
    y = torch.cat([one.y for one in given])
    begin = torch.cat(
        [beginning(one, (seed,)) for one, seed in zip(given, settings.seeds, strict=True)]
    )
    bound = Consistent(make_denoiser(checkpoint), checkpoint.schedule, operator, y)
    return last(run(settings, begin, START, denoiser=bound)).x_next


def restoring(checkpoint: Checkpoint, damage: Damage, x0s: Tensor, settings: Settings) -> Found:
    """Every way to restore some pictures: PSNR, sharpness, contradiction of each."""
    given = [Damaged(checkpoint, x0, damage) for x0 in x0s]
    made = network_restores(given, settings)
    for one, x in zip(given, made, strict=True):
        for way, picture in {**by_hand(one), f"network, {settings.steps} steps": x}.items():
            scores = psnr(picture, one.x0), sharpness(picture, one.x0), one.off(picture[None])
            yield way, scores


def network_fills(given: Sequence[Holed], settings: Settings, length: int, times: int) -> Tensor:
    """`repainted` for many pictures with one hole at once, each from its own seed."""
    checkpoint, known = given[0].checkpoint, given[0].known
    noise = FreshNoise(checkpoint.shape, settings.seeds, KNOWN)
    x0s = torch.stack([one.x0 for one in given])
    return last(
        run(
            settings,
            unit_noise(checkpoint.shape, settings.seeds),
            checkpoint.schedule.T,
            between=known_kept(x0s, known, checkpoint.schedule, noise),
            timesteps=timesteps(checkpoint, settings.steps, length, times),
        )
    ).x_next


def filling(checkpoint: Checkpoint, cells: np.ndarray, x0s: Tensor, settings: Settings) -> Found:
    """Every way to fill a hole in some pictures: PSNR in it, contrast at its edge, and the original's there."""
    given = [Holed(checkpoint, x0, cells) for x0 in x0s]
    made = {
        "biharmonic": torch.stack([one.by_hand() for one in given]),
        "network, each step once": network_fills(given, settings, 1, 1),
        f"network, stretches of {LENGTH} taken {TIMES} times": network_fills(
            given, settings, LENGTH, TIMES
        ),
    }
    for way, pictures in made.items():
        for one, x in zip(given, pictures, strict=True):
            found, own = one.filled(x), one.filled(one.x0)
            yield way, (found.psnr, found.seam, own.seam)


def mean(name: str, tried: Iterable[tuple[str, Scores]]) -> list[Row]:
    """One row for every way; of the contradictions the largest."""
    found: dict[str, list[Scores]] = {}
    for way, scores in tried:
        found.setdefault(way, []).append(scores)
    rows = []
    for way, scores_of_all in found.items():
        close, second, third = torch.tensor(scores_of_all, dtype=torch.float64).T
        last_of = third.mean() if name in HOLES else third.max()
        rows.append(Row(name, way, float(close.mean()), float(second.mean()), float(last_of)))
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def measure(network: str, pictures: Tensor, steps: int, only: Sequence[str]) -> list[Row]:
    """Every damage, then every hole, or `only` those of these names."""
    checkpoint, rows = load_checkpoint(network), []
    every = [*zip(pictures.split(AT_ONCE), torch.arange(len(pictures)).split(AT_ONCE), strict=True)]

    def settings(seeds: Tensor) -> Settings:
        return Settings(network, "ddpm", steps, seeds=tuple(seeds.tolist()), shared_path=False)

    for name, damage in ((n, d) for n, d in DAMAGES.items() if n in only):
        tried = (restoring(checkpoint, damage, x0s, settings(seeds)) for x0s, seeds in every)
        rows += mean(name, itertools.chain.from_iterable(tried))
    for name in (n for n in HOLES if n in only):
        cells = hole(name, pictures.shape[-1])
        filled = (filling(checkpoint, cells, x0s, settings(seeds)) for x0s, seeds in every)
        rows += mean(name, itertools.chain.from_iterable(filled))
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
    ask_for_pictures(parser, each=4, limit=20)
    parser.add_argument("--steps", type=int, default=50)
    known = [*DAMAGES, *HOLES]
    parser.add_argument("--only", nargs="+", choices=known, default=known, metavar="NAME")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        pictures = chosen(options)
        rows = measure(options.network, pictures, options.steps, options.only)
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
