"""From an uploaded file to a picture, safely.

Only headers are read before the limits are checked, the decoded picture exists once at a time in
the process, and every odd thing about a file is either refused or mentioned in a sentence.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from explainer.core.errors import UserError
from explainer.media.limits import MAX_BYTES
from explainer.strings import Sentence

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# a JPEG is decoded at a fraction of its size; of anything else several whole copies exist for a moment
MAX_PIXELS = {"JPEG": 60_000_000}
MAX_PIXELS_ELSE = 25_000_000
KEPT_SIZE = 512  # longer side of the picture that is kept; networks take squares of 64 and less

# a second fence, inside Pillow: it raises above twice this
Image.MAX_IMAGE_PIXELS = MAX_PIXELS["JPEG"]

_one_at_a_time = threading.Lock()  # thirty large uploads at once must not fill the memory


@dataclass(frozen=True, eq=False)
class Decoded:
    """pixels: uint8 (h, w, 3), no side above KEPT_SIZE; notes: sentences on what was done to the file."""

    pixels: np.ndarray
    notes: tuple[Sentence, ...]


def decode(data: bytes) -> Decoded:
    """An uploaded picture, upright, in RGB. Raises UserError with the reason and a way out."""
    if len(data) > MAX_BYTES:
        sizes = {"size": round(len(data) / 1e6), "most": MAX_BYTES // 10**6}
        raise UserError(Sentence("error.file_size", **sizes))
    with _one_at_a_time, warnings.catch_warnings():
        # on sizes the check below is stricter; of damage either an error or a whole picture remains
        warnings.simplefilter("ignore")
        try:
            return _decode(Image.open(io.BytesIO(data), formats=FORMATS))
        except Image.DecompressionBombError:
            raise _too_large(MAX_PIXELS["JPEG"]) from None
        except UnidentifiedImageError:
            raise UserError(Sentence("error.format")) from None
        except UserError:
            raise
        except Exception:  # Pillow's readers stumble over damage in every way that there is
            raise UserError(Sentence("error.damaged")) from None


def _too_large(limit: int) -> UserError:
    return UserError(Sentence("error.pixels", most=limit // 10**6))


def _decode(image: Image.Image) -> Decoded:
    width, height = image.size
    limit = MAX_PIXELS.get(image.format or "", MAX_PIXELS_ELSE)
    if width * height > limit:
        raise _too_large(limit)
    notes = []
    if getattr(image, "is_animated", False):  # n_frames would read through all of them
        notes.append(Sentence("picture.animated"))
    if image.mode.startswith("I"):
        notes.append(Sentence("picture.deep"))
    if image.mode == "CMYK":
        notes.append(Sentence("picture.cmyk"))
    image.draft("RGB", (2 * KEPT_SIZE, 2 * KEPT_SIZE))  # lets JPEG decode at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if image.getexif().get(0x0112, 1) != 1:
        notes.append(Sentence("picture.turned"))
    if _is_transparent(upright):
        notes.append(Sentence("picture.transparent"))
    if min(width, height) < 16:
        notes.append(Sentence("picture.tiny", width=width, height=height))
    picture = _to_rgb(upright)
    picture.thumbnail((KEPT_SIZE, KEPT_SIZE), Image.Resampling.LANCZOS)
    return Decoded(np.array(picture), tuple(notes))


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16-bit grey: Pillow's own conversion would clip it to white
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if _is_transparent(image):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")
