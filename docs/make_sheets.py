"""The contact sheets in docs/making.md: `python docs/make_sheets.py`, or `python docs/make_sheets.py redraw` for one.

Each is a function in SHEETS, without choosing: the same words, seed and levels for every picture.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explainer.core.samplers import last  # noqa: E402
from explainer.experiments.filling import HOLES, LONGEST, Holed, hole, repainted  # noqa: E402
from explainer.experiments.inside_unet import x0_of  # noqa: E402
from explainer.experiments.redrawing import LADDER, at_every_level, begun  # noqa: E402
from explainer.experiments.restoring import Damage, Damaged, classical, restored  # noqa: E402
from explainer.experiments.settings import FOR_ANY_PICTURE, FOR_GENERATING, Settings  # noqa: E402
from explainer.experiments.views import view_of  # noqa: E402
from explainer.media.pictures import reduce, to_pixels  # noqa: E402
from explainer.media.sheets import labelled_sheet  # noqa: E402
from explainer.networks.checkpoints import load_checkpoint  # noqa: E402
from explainer.samples import SAMPLES, sample_pixels  # noqa: E402

FOLDER = ROOT / "docs" / "sheets"
SEED, W = 7, 3.0
TIMES = 4  # each stretch of a run with jumps
# a word for each sample: one that its shapes could become
REDRAWN = {
    "tulip": "butterfly",
    "daisies": "sunflower",
    "trainers": "sneaker",
    "apples": "orange",
    "telescope": "piano",
}


def redraw() -> Image.Image:
    """Every sample at every level of Redraw: a row with its word, and below it one without words."""
    checkpoint = load_checkpoint(FOR_GENERATING)
    channels, size, _ = checkpoint.picture_shape
    tiles, labels = [], []
    for name in SAMPLES:
        picture = reduce(sample_pixels(name), size, channels)
        for words in (REDRAWN[name], ""):
            settings = begun(FOR_GENERATING, words, SEED, W, LADDER[0])
            end = last(at_every_level(settings, x0_of(checkpoint, picture))).x_next
            (made,) = view_of(FOR_GENERATING).pictures(end)
            tiles += [to_pixels(picture), *made]
            labels += [words or "no words", *(f"t = {t}" for t in LADDER), "noise alone"]
    return _enlarged(tiles, labels, len(LADDER) + 2)


# how each sample is damaged on the sheet of Restore
DAMAGED = {
    "16x16 pixels": Damage("pixels", 4),
    "a quarter missing": Damage("blocks", 0.25, 1),
    "blur of 1.5": Damage("blur", 1.5),
    "no colour": Damage("colour", 0),
    "3 of 64 waves": Damage("waves", 2),
}


def _sample(name: str) -> Tensor:
    """A sample as the network that cleans any picture takes it."""
    channels, size, _ = load_checkpoint(FOR_ANY_PICTURE).picture_shape
    return reduce(sample_pixels(name), size, channels)


def restore() -> Image.Image:
    """Every sample under every damage: what is left, the best classical way, the network."""
    checkpoint = load_checkpoint(FOR_ANY_PICTURE)
    settings = Settings(FOR_ANY_PICTURE, "ddpm", 50, seeds=(SEED,))
    tiles, labels = [], []
    for name in SAMPLES:
        x0 = _sample(name)
        tiles.append(to_pixels(x0))
        labels.append(name)
        for words, damage in DAMAGED.items():
            given = Damaged(checkpoint, x0, damage)
            ways = classical(given)
            best = max(ways, key=lambda way: ways[way].score.psnr)
            made = to_pixels(last(restored(given, settings)).x_next)[0]
            tiles += [ways["left"].pixels, ways[best].pixels, made]
            labels += [words, "" if best == "left" else best, "network"]
    return _enlarged(tiles, labels, 1 + 3 * len(DAMAGED))


def fill_in() -> Image.Image:
    """Every sample with every hole: what is known, biharmonic, each step taken once, with jumps."""
    checkpoint = load_checkpoint(FOR_ANY_PICTURE)
    settings = Settings(FOR_ANY_PICTURE, "ddpm", 50, seeds=(SEED,), shared_path=False)
    tiles, labels = [], []
    for name in SAMPLES:
        x0 = _sample(name)
        for kind in HOLES:
            holed = Holed(checkpoint, x0, hole(kind, x0.shape[-1]))
            once = last(repainted(holed, settings)).x_next[0]
            jumps = last(repainted(holed, settings, LONGEST, TIMES)).x_next[0]
            tiles += [to_pixels(x) for x in (holed.y, holed.by_hand(), once, jumps)]
            labels += ["known", "biharmonic", "once", f"{TIMES} times"]
    return _enlarged(tiles, labels, 4 * len(HOLES))


def _enlarged(tiles: Sequence[np.ndarray], labels: Sequence[str], columns: int) -> Image.Image:
    return labelled_sheet(np.stack(tiles).repeat(2, 1).repeat(2, 2), labels, columns)


SHEETS: dict[str, Callable[[], Image.Image]] = {
    "redraw": redraw,
    "fill_in": fill_in,
    "restore": restore,
}


if __name__ == "__main__":
    for sheet in sys.argv[1:] or SHEETS:
        path = FOLDER / f"make-{sheet}.webp"
        SHEETS[sheet]().save(path, quality=90, method=6)
        print("wrote", path)
