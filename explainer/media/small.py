"""A few pictures as a small one, which says at a glance what they are."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from explainer.media.pictures import as_image, montage

MOST = 4  # pictures that are still told apart
QUALITIES = (85, 60, 30)  # the best first that is small enough


def small_webp(pictures: np.ndarray, side: int, most: int) -> bytes:
    """The first of (b, h, w, c), uint8, side by side: a WebP whose longer side and bytes are at most that many.

    Nothing if it cannot be made so small.
    """
    image = as_image(montage(pictures[:MOST])).convert("RGB")
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        buffer = BytesIO()
        image.save(buffer, "WEBP", quality=quality)
        if buffer.tell() <= most:
            return buffer.getvalue()
    return b""
