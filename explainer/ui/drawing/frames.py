"""Pictures in their coloured frames, with symbol, name and numbers beneath; pixels stay pixels."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.media.pictures import as_image
from explainer.strings.marks import unmarked
from explainer.ui.drawing.markup import Markup
from explainer.ui.drawing.theme import colour
from explainer.ui.terms import html_links

_SUBSCRIPT = re.compile(r"_(\w)")


@dataclass(frozen=True, eq=False)
class Framed:
    """One picture, uint8 (h, w, c), and what stands under it."""

    pixels: np.ndarray
    name: str  # stands under the picture, and for it where it cannot be seen; may have marks
    symbol: str = ""
    quantity: str = "plain"
    numbers: tuple[str, ...] = ()  # may have marks: the first picture of a row explains its terms
    best: tuple[bool, ...] = ()  # which of the numbers are the best of the row
    large: bool = False
    small: bool = False
    dashed: bool = False
    bare: bool = False  # nothing stands under it
    old: bool = False  # dimmed: made with settings that have changed since
    lossless: bool = True

    def html(self, explains: bool = True) -> str:
        """A figure element; with `explains`, marked terms lead to what they mean."""
        flags = ("large", "small", "dashed", "old")
        classes = " ".join(["nw-frame", *(f"nw-{f}" for f in flags if getattr(self, f))])
        symbol = f"<b>{_typeset(self.symbol)}</b> " if self.symbol else ""
        best = self.best or (False,) * len(self.numbers)
        terms = html_links if explains else unmarked
        numbers = "".join(
            f'<span class="nw-numbers{" nw-best" if b else ""}">{terms(html.escape(n))}</span>'
            for n, b in zip(self.numbers, best, strict=True)
        )
        caption = f"<figcaption>{symbol}{html_links(html.escape(self.name))}{numbers}</figcaption>"
        alt = html.escape(unmarked(" ".join(filter(None, [self.symbol, self.name, *self.numbers]))))
        return (
            f'<figure class="{classes}" style="--nw:{colour(self.quantity)}">'
            f'<img alt="{alt}" src="{data_uri(self.pixels, self.lossless)}">'
            f"{'' if self.bare else caption}</figure>"
        )


def _typeset(symbol: str) -> str:
    """A symbol as html: what stands behind "_" becomes a subscript, since not every letter has one of its own."""
    return _SUBSCRIPT.sub(r"<sub>\1</sub>", html.escape(symbol))


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


def passing_uri(pixels: np.ndarray, lossless: bool = True) -> str:
    """The same of a picture that stands for a moment: noise gets no smaller by packing, which takes twenty times as long.

    Grey pictures and large ones are packed all the same: a palette, or a grid, is long.
    """
    unpacked = lossless and pixels.shape[-1] == 3 and pixels.nbytes <= SMALL_BYTES
    return _as_uri(pixels, "BMP") if unpacked else data_uri(pixels, lossless)


def _encoded(pixels: np.ndarray, lossless: bool) -> str:
    if lossless:
        return _as_uri(pixels, "PNG", compress_level=1)
    return _as_uri(pixels, "JPEG", quality=85, subsampling=0)


def _as_uri(pixels: np.ndarray, kind: str, **options: int) -> str:
    buffer = io.BytesIO()
    as_image(pixels).save(buffer, kind, **options)
    packed = base64.b64encode(buffer.getvalue()).decode()
    return f"data:image/{kind.lower()};base64,{packed}"


def row(items: Iterable[Framed], kind: str = "") -> Markup:
    """One row of pictures of the same scale; `kind` chooses the layout."""
    classes = f"nw-row nw-{kind}" if kind else "nw-row"
    pictures = list(items)
    first = next((p for p in pictures if any("[[" in n for n in p.numbers)), None)
    figures = "".join(picture.html(picture is first) for picture in pictures)
    return Markup(f'<div class="{classes}">{figures}</div>')
