"""Sheets of pictures with labels, for a print or a slide: pixels stay pixels, letters stay letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from explainer.media.pictures import MONTAGE_GAP, as_image

SIDE = 1024  # about the longer side of a sheet, pixels
GAP = 3 * MONTAGE_GAP  # between pictures, in theirs
LETTERS = 14  # height of letters, pixels of the sheet
LINE = 20  # and of a line
GROUND, INK = 128, 0  # grey levels


def enlarged(image: Image.Image, side: int) -> Image.Image:
    """The same pixels as squares of a whole number of pixels, the longer side about `side` long."""
    factor = max(1, round(side / max(image.size)))
    size = (image.width * factor, image.height * factor)
    return image.resize(size, Image.Resampling.NEAREST)


def labelled_sheet(
    tiles: np.ndarray, labels: Sequence[str], columns: int, title: str = ""
) -> Image.Image:
    """uint8 (n, h, w, c) in reading order, each under its label, below a title of as many lines as it takes.

    Labels and title must be ASCII: Pillow's own font has little else.
    """
    n, h, w, _ = tiles.shape
    rows, (cell, down) = -(-n // columns), (w + GAP, h + GAP)
    factor = max(1, round(SIDE / max(columns * cell - GAP, rows * down - GAP)))
    width = factor * (columns * cell - GAP)
    font = ImageFont.load_default(LETTERS)
    lines = _lines(title, width, font)
    top, row = LINE * len(lines), LINE + factor * down
    images = [as_image(tile) for tile in tiles]
    height = top + rows * row - factor * GAP
    ground = (GROUND,) * len(images[0].getbands())
    sheet = Image.new(images[0].mode, (width, height), ground[0] if len(ground) == 1 else ground)
    draw = ImageDraw.Draw(sheet)
    ink = (INK,) * len(ground)
    for i, line in enumerate(lines):
        draw.text((0, LINE * i), line, ink, font)
    for i, (image, label) in enumerate(zip(images, labels, strict=True)):
        x, y = factor * cell * (i % columns), top + row * (i // columns)
        draw.text((x, y), label, ink, font)
        large = image.resize((factor * w, factor * h), Image.Resampling.NEAREST)
        sheet.paste(large, (x, y + LINE))
    return sheet


def _lines(text: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    """The text in lines that are no wider, as far as its words let them."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
