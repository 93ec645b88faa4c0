"""What visitors paint: squares of small whole numbers, on their way from the browser and as pictures.

They come as text of an exact length, so that nothing that is sent can be large or must be decoded as a file.
"""

from __future__ import annotations

import base64
import binascii
import math
from typing import Literal

import numpy as np
from PIL import Image

Mode = Literal["draw", "mask"]

# the colours of the board: few, and far enough apart
PALETTE: dict[str, tuple[int, int, int]] = {
    "black": (24, 24, 27),
    "grey": (128, 128, 132),
    "white": (252, 252, 252),
    "brown": (116, 70, 34),
    "sand": (226, 192, 148),
    "red": (208, 36, 40),
    "orange": (240, 134, 36),
    "yellow": (248, 210, 40),
    "green": (76, 164, 60),
    "dark_green": (26, 84, 44),
    "sky": (140, 198, 240),
    "blue": (32, 88, 186),
    "purple": (120, 62, 160),
    "pink": (242, 150, 184),
}
GREYS = ("black", "grey", "white")  # those of a network without colours
BITS: dict[Mode, int] = {"draw": 4, "mask": 1}  # of a cell
_MOST: dict[Mode, int] = {"draw": len(PALETTE), "mask": 1}


def packed(cells: np.ndarray, mode: Mode) -> str:
    """uint8 (n, n) as text: the bits of each cell, the first in the lowest of a byte, in base64."""
    bits = np.unpackbits(cells.reshape(-1, 1), axis=1, count=BITS[mode], bitorder="little")
    return base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode()


def unpacked(text: object, size: int, mode: Mode) -> np.ndarray | None:
    """The way back, uint8 (size, size); None for anything that no board of this size says."""
    n, each = size * size, BITS[mode]
    count = math.ceil(n * each / 8)
    if not isinstance(text, str) or len(text) != 4 * math.ceil(count / 3):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) != count:
        return None
    bits = np.unpackbits(np.frombuffer(data, np.uint8), count=n * each, bitorder="little")
    cells: np.ndarray = np.packbits(bits.reshape(n, each), axis=1, bitorder="little")[:, 0]
    return cells.reshape(size, size) if cells.max() <= _MOST[mode] else None


def resized(cells: np.ndarray, size: int) -> np.ndarray:
    """uint8 (n, n) in another size: each cell is the one that lies at its middle."""
    at = ((np.arange(size) + 0.5) * len(cells) / size).astype(int)
    moved: np.ndarray = cells[np.ix_(at, at)]
    return moved


def in_grey(rgb: tuple[int, int, int]) -> int:
    """A colour as a grey level, as `pictures.reduce` has it (ITU-R BT.601)."""
    level = Image.new("RGB", (1, 1), rgb).convert("L").tobytes()
    return level[0]


def coloured(cells: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """What is painted, uint8 (n, n), over a picture, uint8 (n, n, 1 or 3): (n, n, 3)."""
    colours = np.array([(0, 0, 0), *PALETTE.values()], np.uint8)
    over: np.ndarray = np.where(cells[..., None] > 0, colours[cells], ground)
    return over
