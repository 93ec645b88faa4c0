"""From a picture of any mode and size to 8 bits of grey, RGB or CMYK, with alpha or without, of the size that is kept."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

KEPT_SIDE = 512  # of the shorter side, so that any square of it is sharp; networks take squares of 64 and less
KEPT_PIXELS = 2_000_000  # of a panorama, whose shorter side is less then
LONGEST = 32  # times the shorter side; of what is longer, the middle is kept
STRIP = 256  # lines that are worked on at once
WHITES = 1, 255, 65_535


def kept_side(width: int, height: int) -> int:
    """What the shorter side is reduced to, at most."""
    short, long = sorted((width, height))
    return min(KEPT_SIDE, int(math.sqrt(KEPT_PIXELS * short / min(long, LONGEST * short))))


def kept_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The largest size of this shape whose shorter side is at most `side`; the square in its middle lies on whole pixels."""
    scale = min(1.0, side / min(size))
    if scale == 1:
        return size
    short = round(scale * min(size))
    width, height = (short + 2 * round((scale * length - short) / 2) for length in size)
    return width, height


def middle(image: Image.Image) -> Image.Image:
    """The picture without the ends of what is far too long."""
    most = LONGEST * min(image.size)
    if max(image.size) <= most:
        return image
    width, height = (min(length, most) for length in image.size)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def reduced(image: Image.Image, side: int) -> Image.Image:
    """By a whole number, so that twice `side` is left of the shorter side."""
    plain = _plain(image)
    return plain.reduce(max(1, min(plain.size) // (2 * side)))


def _plain(image: Image.Image) -> Image.Image:
    if is_deep(image):
        return _shallow(image)
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def is_deep(image: Image.Image) -> bool:
    """One number of more than 8 bits for each pixel; Pillow reduces three of them by itself."""
    return image.mode.startswith(("I", "F"))


def _shallow(image: Image.Image) -> Image.Image:
    """8 bits of it: Pillow's own conversion would clip it to white. In strips, for the memory."""
    white, clear = _white(image), image.info.get("transparency")
    shallow = Image.new("L" if clear is None else "LA", image.size)
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        values = np.nan_to_num(np.asarray(strip, np.float32)).clip(0, white)
        grey = Image.fromarray((values * (255 / white)).round().astype(np.uint8))
        if clear is not None:  # one value that is not seen
            grey.putalpha(Image.fromarray((values != clear).astype(np.uint8) * np.uint8(255)))
        shallow.paste(grey, (0, top))
    return shallow


def _white(image: Image.Image) -> int:
    """The value of white in what has one deep number for each pixel: the least usual one that none exceeds."""
    if image.mode.startswith("I;16"):
        return WHITES[-1]
    most = float(np.max(image.getextrema()))
    return next((white for white in WHITES if most <= white), round(most))
