"""Pictures in their coloured frames, with symbol, name and numbers beneath; pixels stay pixels."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.media.pictures import as_image
from explainer.ui.drawing.theme import colour


@dataclass(frozen=True, eq=False)
class Framed:
    """One picture, uint8 (h, w, c), and what stands under it."""

    pixels: np.ndarray
    name: str  # stands under the picture, and for it where it cannot be seen
    symbol: str = ""
    quantity: str = "plain"
    numbers: tuple[str, ...] = ()
    best: tuple[bool, ...] = ()  # which of the numbers are the best of the row
    large: bool = False
    small: bool = False
    dashed: bool = False
    bare: bool = False  # nothing stands under it
    old: bool = False  # dimmed: made with settings that have changed since

    def html(self) -> str:
        """A figure element."""
        flags = ("large", "small", "dashed", "old")
        classes = " ".join(["nw-frame", *(f"nw-{f}" for f in flags if getattr(self, f))])
        symbol = f"<b>{html.escape(self.symbol)}</b> " if self.symbol else ""
        best = self.best or (False,) * len(self.numbers)
        numbers = "".join(
            f'<span class="nw-numbers{" nw-best" if b else ""}">{html.escape(n)}</span>'
            for n, b in zip(self.numbers, best, strict=True)
        )
        caption = f"<figcaption>{symbol}{html.escape(self.name)}{numbers}</figcaption>"
        alt = html.escape(" ".join(filter(None, [self.symbol, self.name, *self.numbers])))
        return (
            f'<figure class="{classes}" style="--nw:{colour(self.quantity)}">'
            f'<img alt="{alt}" src="{data_uri(self.pixels)}">'
            f"{'' if self.bare else caption}</figure>"
        )


def data_uri(pixels: np.ndarray, lossless: bool = True) -> str:
    """A picture that needs no request: 64×64 pixels are some 10 kB as PNG, a third of it as JPEG."""
    if pixels.nbytes <= SMALL_BYTES:
        return _small_uri(pixels.tobytes(), pixels.shape, lossless)
    return _encoded(pixels, lossless)


# a page that is drawn again shows most of its pictures again, and a class looks at the same ones
SMALL_BYTES = 64 * 64 * 3


@lru_cache(maxsize=512)  # some 14 MB
def _small_uri(pixels: bytes, shape: tuple[int, ...], lossless: bool) -> str:
    return _encoded(np.frombuffer(pixels, np.uint8).reshape(shape), lossless)


def _encoded(pixels: np.ndarray, lossless: bool) -> str:
    image, buffer = as_image(pixels), io.BytesIO()
    if lossless:
        image.save(buffer, "PNG", compress_level=1)
    else:
        image.save(buffer, "JPEG", quality=85, subsampling=0)
    kind = "png" if lossless else "jpeg"
    return f"data:image/{kind};base64," + base64.b64encode(buffer.getvalue()).decode()


def row(items: Iterable[Framed], kind: str = "") -> str:
    """One row of pictures of the same scale; `kind` chooses the layout."""
    classes = f"nw-row nw-{kind}" if kind else "nw-row"
    return f'<div class="{classes}">{"".join(item.html() for item in items)}</div>'
