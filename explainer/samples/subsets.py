"""Some of the pictures that a network has learned from, and as many that it never saw, where their licences allow it.

The files are written by `python -m explainer.training subset`; NOTICE credits them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).resolve().parent / "subsets"
COLUMNS = 40  # pictures in a row of the sheet that a file holds


@dataclass(frozen=True, eq=False)
class Subset:
    """uint8 (n, h, w, 1) each: the first n pictures of a network's training set, and the first n of its test set."""

    training: np.ndarray
    test: np.ndarray


def subsets() -> list[str]:
    """The networks that have one."""
    return sorted(path.stem for path in FOLDER.glob("*.webp"))


@lru_cache(maxsize=8)
def subset_of(network: str) -> Subset | None:
    """What ships of a network's pictures, shared and so never written to; None where nothing does."""
    path = FOLDER / f"{network}.webp"
    if network not in subsets():
        return None
    with Image.open(path) as image:
        sheet = np.asarray(image)[..., :1]
    side = sheet.shape[1] // COLUMNS
    pictures = _cut(sheet, side)
    pictures.flags.writeable = False
    half = len(pictures) // 2
    return Subset(pictures[:half], pictures[half:])


def _cut(sheet: np.ndarray, side: int) -> np.ndarray:
    """A sheet (rows·side, columns·side, c) → its pictures (n, side, side, c), row by row."""
    rows, columns = sheet.shape[0] // side, sheet.shape[1] // side
    squares = sheet.reshape(rows, side, columns, side, -1).swapaxes(1, 2)
    return squares.reshape(rows * columns, side, side, -1).copy()


def write_subset(folder: Path, network: str, training: np.ndarray, test: np.ndarray) -> Path:
    """Grey pictures, uint8 (n, h, w, 1) each and equally many, as one sheet of COLUMNS: NETWORK.webp, without loss.

    Raises ValueError if they do not fill whole rows.
    """
    pictures = np.concatenate([training, test])
    if len(training) != len(test) or len(training) % COLUMNS:
        raise ValueError(f"a subset has as many test as training pictures, in rows of {COLUMNS}")
    _, side, _, channels = pictures.shape
    grid = pictures.reshape(-1, COLUMNS, side, side, channels).swapaxes(1, 2)
    path = folder / f"{network}.webp"
    sheet = grid.reshape(-1, COLUMNS * side, channels)
    image = Image.fromarray(sheet[..., 0]).convert("RGB")
    image.save(path, "WEBP", lossless=True, quality=100, method=6)
    return path
