"""From an uploaded file to a small picture, safely; to squares; and between tensors and pixels.

Only headers are read before the limits are checked, the decoded picture exists once at a time in
the process, and every odd thing about a file is either refused or mentioned in a sentence.
"""

from __future__ import annotations

import io
import math
import threading
import warnings
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from explainer.core.errors import UserError
from explainer.core.limits import MAX_BYTES
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


def square(pixels: np.ndarray, zoom: float = 1.0, x: float = 0.5, y: float = 0.5) -> np.ndarray:
    """A square cut from uint8 (h, w, 3): the largest at zoom 1, half as wide at zoom 2.

    x and y, 0…1, move it from left to right and from top to bottom as far as the picture goes.
    """
    h, w = pixels.shape[:2]
    side = max(1, round(min(h, w) / zoom))
    top, left = round(y * (h - side)), round(x * (w - side))
    return pixels[top : top + side, left : left + side]


def reduce(pixels: np.ndarray, size: int, channels: int) -> Tensor:
    """uint8 (h, w, 3) → what a network takes: (channels, size, size) in [−1, 1]."""
    image = Image.fromarray(pixels)
    if channels == 1:
        image = image.convert("L")
    small = np.asarray(image.resize((size, size), Image.Resampling.LANCZOS))
    return torch.from_numpy(
        small.reshape(size, size, channels).transpose(2, 0, 1) / 127.5 - 1
    ).float()


def to_pixels(x: Tensor) -> np.ndarray:
    """(…, c, h, w) in [−1, 1] → uint8 (…, h, w, c), clipped: one scale for all, never stretched."""
    scaled = (x.detach().cpu().clamp(-1, 1) + 1) * 127.5
    return scaled.round().to(torch.uint8).movedim(-3, -1).numpy()


def to_model_range(grey_levels: Tensor) -> Tensor:
    """uint8 0…255 → float32 −1…1, any shape, on any device."""
    return grey_levels.float() / 127.5 - 1


def from_pixels(pixels: np.ndarray) -> Tensor:
    """uint8 (…, h, w, c) → (…, c, h, w) float32 in [−1, 1]."""
    return to_model_range(torch.from_numpy(pixels).movedim(-1, -3))


MONTAGE_GAP = 2  # pixels


def montage_columns(n: int) -> int:
    """Columns of the squarest grid of n pictures."""
    return math.ceil(math.sqrt(n))


def montage(pictures: np.ndarray, columns: int = 0, gap: int = MONTAGE_GAP) -> np.ndarray:
    """(b, h, w, c) → one picture on a neutral grey ground, as square a grid as possible unless told."""
    b, h, w, c = pictures.shape
    columns = columns or montage_columns(b)
    rows = -(-b // columns)
    sheet = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap, c), 128, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = (i // columns) * (h + gap), (i % columns) * (w + gap)
        sheet[y : y + h, x : x + w] = picture
    return sheet
