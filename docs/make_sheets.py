"""The contact sheets in docs/making.md: `python docs/make_sheets.py`, or `python docs/make_sheets.py redraw` for one.

Each is a function in SHEETS, without choosing: the same words, seed and levels for every picture.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explainer.core.samplers import last  # noqa: E402
from explainer.experiments.inside_unet import x0_of  # noqa: E402
from explainer.experiments.redrawing import LADDER, at_every_level, begun  # noqa: E402
from explainer.experiments.settings import FOR_GENERATING  # noqa: E402
from explainer.experiments.views import view_of  # noqa: E402
from explainer.media.pictures import reduce, to_pixels  # noqa: E402
from explainer.media.sheets import labelled_sheet  # noqa: E402
from explainer.networks.checkpoints import load_checkpoint  # noqa: E402
from explainer.samples import SAMPLES, sample_pixels  # noqa: E402

FOLDER = ROOT / "docs" / "sheets"
SEED, W = 7, 3.0
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
    large = np.stack(tiles).repeat(2, axis=1).repeat(2, axis=2)
    return labelled_sheet(large, labels, len(LADDER) + 2)


SHEETS: dict[str, Callable[[], Image.Image]] = {"redraw": redraw}


if __name__ == "__main__":
    for sheet in sys.argv[1:] or SHEETS:
        path = FOLDER / f"make-{sheet}.webp"
        SHEETS[sheet]().save(path, quality=90, method=6)
        print("wrote", path)
