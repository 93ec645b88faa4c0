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

from explainer.core.noise import unit_noise  # noqa: E402
from explainer.core.samplers import last  # noqa: E402
from explainer.experiments import travelling, two_in_one  # noqa: E402
from explainer.experiments.filling import HOLES, LONGEST, Holed, hole, repainted  # noqa: E402
from explainer.experiments.inside_unet import x0_of  # noqa: E402
from explainer.experiments.redrawing import LADDER, at_every_level, begun  # noqa: E402
from explainer.experiments.restoring import Damage, Damaged, classical, restored  # noqa: E402
from explainer.experiments.settings import FOR_ANY_PICTURE, FOR_GENERATING, Settings  # noqa: E402
from explainer.experiments.views import view_of  # noqa: E402
from explainer.media.pictures import as_image, reduce, to_pixels  # noqa: E402
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


TILE = 128  # pixels of a tile where pictures of several sizes stand on one sheet


def two_in_one_sheet() -> Image.Image:
    """All that is worth a try on Two in one: nine seeds as they are, below them seen the other way."""
    tiles, labels = [], []
    for network, trials in two_in_one.WORTH.items():
        for trial in trials:
            asked = two_in_one.wanted(network, trial, 2.0, SEED, 2.0)
            pictures = to_pixels(last(two_in_one.drawn(asked)).x_next)
            found = two_in_one.named_both(asked, pictures)
            for i, (seen, word) in enumerate(
                zip(
                    two_in_one.both_views(asked, pictures), (trial.first, trial.second), strict=True
                )
            ):
                tiles += map(_tile, seen)
                right = sum(pair[i].right for pair in found)
                way = "" if i == 0 else trial.way.replace("_", " ")
                labels += [f"{word} {right}/9", way, *[""] * 7]
    return labelled_sheet(np.stack(tiles), labels, two_in_one.PICTURES)


def _tile(picture: np.ndarray) -> np.ndarray:
    """A picture, uint8 (h, w, c), as TILE × TILE pixels in colour."""
    image = as_image(picture).convert("RGB")
    return np.asarray(image.resize((TILE, TILE), Image.Resampling.NEAREST))


MIXED = (
    *(("photos-latent", pair) for pair in (("t-shirt", "butterfly"), ("shoes", "motorbike"))),
    *(("emoji-latent", pair) for pair in (("mushroom", "umbrella"), ("red heart", "green apple"))),
    ("digits", ("3", "8")),
)


def mix() -> Image.Image:
    """Words mixed along the slider of Mix and travel, one seed for each row."""
    tiles, labels = [], []
    for network, (first, second) in MIXED:
        settings = travelling.mixing(network, W, SEED)
        end = last(travelling.mixed(settings, first, second)).x_next
        (made,) = view_of(network).pictures(end)
        tiles += map(_tile, made)
        labels += [first, *(f"{100 * u:.0f} %" for u in travelling.SHARES[1:-1]), second]
    return labelled_sheet(np.stack(tiles), labels, travelling.PLACES)


def there_and_back() -> Image.Image:
    """Every sample, the noise found for it in a hundred steps, fresh noise, and what comes back after more and more steps."""
    checkpoint, view = load_checkpoint(FOR_GENERATING), view_of(FOR_GENERATING)
    channels, size, _ = checkpoint.picture_shape
    fresh = view.noise(unit_noise(checkpoint.shape, [SEED]))[0]
    tiles, labels = [], []
    for name in SAMPLES:
        picture = reduce(sample_pixels(name), size, channels)
        trips = [travelling.trip(checkpoint, picture, steps) for steps in travelling.TRIPS]
        found = view.noise(trips[-1].noise[None])[0]
        tiles += map(_tile, (to_pixels(trips[0].there), found, fresh))
        tiles += (_tile(to_pixels(t.back)) for t in trips)
        labels += [name, "its noise", "fresh noise"]
        labels += [f"{t.steps} steps, {t.closeness:.1f} dB" for t in trips]
    return labelled_sheet(np.stack(tiles), labels, 3 + len(travelling.TRIPS))


def travel() -> Image.Image:
    """From each sample to the next, and between two seeds: round, straight, and cross-faded."""
    checkpoint, view = load_checkpoint(FOR_GENERATING), view_of(FOR_GENERATING)
    channels, size, _ = checkpoint.picture_shape
    pictures = {n: reduce(sample_pixels(n), size, channels) for n in SAMPLES}
    pairs = [*zip(SAMPLES, [*SAMPLES][1:], strict=False)]
    noises = [
        travelling.noises_of_pictures(FOR_GENERATING, [pictures[n] for n in p]) for p in pairs
    ]
    seeds = SEED, SEED + 1
    noises.append(travelling.noises_of_seeds(FOR_GENERATING, seeds))
    settings, tiles, labels = travelling.travelling(FOR_GENERATING, SEED), [], []
    for ends, names in zip(noises, [*pairs, tuple(f"seed {s}" for s in seeds)], strict=True):
        for way in travelling.WAYS:
            (made,) = view.pictures(last(travelling.travelled(settings, ends, way)).x_next)
            tiles += map(_tile, made)
            labels += [names[0], way, *[""] * (travelling.PLACES - 3), names[1]]
        tiles += map(_tile, travelling.faded(made))
        labels += [names[0], "faded", *[""] * (travelling.PLACES - 3), names[1]]
    return labelled_sheet(np.stack(tiles), labels, travelling.PLACES)


SHEETS: dict[str, Callable[[], Image.Image]] = {
    "redraw": redraw,
    "fill_in": fill_in,
    "restore": restore,
    "two-in-one": two_in_one_sheet,
    "mix": mix,
    "there-and-back": there_and_back,
    "travel": travel,
}


if __name__ == "__main__":
    for sheet in sys.argv[1:] or SHEETS:
        path = FOLDER / f"make-{sheet}.webp"
        SHEETS[sheet]().save(path, quality=90, method=6)
        print("wrote", path)
