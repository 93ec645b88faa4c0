"""From an uploaded file to a picture, safely.

Only headers are read before the limits are checked, the decoded picture exists once at a time in
the process, and every odd thing about a file is either refused or mentioned in a sentence.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass, field

import numpy as np
from pi_heif import register_heif_opener
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from explainer.core.errors import UserError
from explainer.media.colour import ProfileError, own_profile, to_srgb
from explainer.media.damage import (
    MOST_MISSING,
    PHOTOGRAPHS,
    absent,
    lengthened,
    missing_lines,
    patiently,
)
from explainer.media.limits import MAX_BYTES
from explainer.media.other_files import kind_of
from explainer.media.reducing import is_deep, kept_side, kept_size, middle, reduced
from explainer.strings import Sentence

# what is read, by the names that people know; cameras and telephones write the first three
FORMATS = {
    "JPEG": "JPEG",
    "HEIF": "HEIC",
    "AVIF": "AVIF",
    **{"PNG": "PNG", "WEBP": "WebP", "GIF": "GIF", "TIFF": "TIFF", "BMP": "BMP"},
}
# By what decoding takes for a moment: the coefficients of a JPEG and a fraction of its pixels; planes and two copies
# of a HEIC or AVIF picture; one or two copies of what is packed line by line; several of the rest.
MAX_PIXELS = {
    **dict.fromkeys(PHOTOGRAPHS, 60_000_000),
    **dict.fromkeys(("HEIF", "AVIF"), 50_000_000),
    **dict.fromkeys(("PNG", "TIFF", "BMP"), 40_000_000),
}
MAX_PIXELS_ELSE = 25_000_000
# Of a JPEG: each walks through all of its pixels, for a hundredth of a second, though it may be of ten bytes. A
# photograph has about ten, each preview in it as many, and 25 MB of a film behind it about 400 by chance. (TIFF has
# a fence of its own, and elsewhere these bytes may be pixels.)
MOST_SCANS, SCAN = 500, b"\xff\xda"

# a second fence, inside Pillow: it raises above twice this
Image.MAX_IMAGE_PIXELS = MAX_PIXELS["JPEG"]
register_heif_opener(thumbnails=False)

_one_at_a_time = threading.Lock()  # thirty large uploads at once must not fill the memory


@dataclass(frozen=True, eq=False)
class Decoded:
    """pixels: uint8 (h, w, 3), the shorter side at most KEPT_SIDE; notes: sentences on what was done to the file."""

    pixels: np.ndarray
    notes: tuple[Sentence, ...]


def decode(data: bytes) -> Decoded:
    """An uploaded picture, upright, in sRGB. Raises UserError with the reason and a way out."""
    if len(data) > MAX_BYTES:
        sizes = {"size": round(len(data) / 1e6), "most": MAX_BYTES // 10**6}
        raise UserError(Sentence("error.file_size", **sizes))
    with _one_at_a_time, warnings.catch_warnings():
        # on sizes the check below is stricter; of damage either an error or a note remains
        warnings.simplefilter("ignore")
        try:
            return _decode(data)
        except UserError:
            raise
        except Exception:  # readers stumble over damage in every way that there is
            raise _damaged(data) from None


def _decode(data: bytes) -> Decoded:
    """As it is; else what a patient viewer would show of it."""
    try:
        return _Reading(data).decoded()
    except UserError:
        raise
    except Exception as damage:
        with patiently():
            return _Reading(data, absent(data)).decoded(is_cut=isinstance(damage, OSError))


def _damaged(data: bytes) -> UserError:
    if missing := round(100 * absent(data)):
        return UserError(Sentence("error.cut_short", share=missing))
    return UserError(Sentence("error.damaged"))


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=tuple(FORMATS))
    except Image.DecompressionBombError:
        raise _too_large(MAX_PIXELS["JPEG"]) from None
    except UnidentifiedImageError:
        if _begins_as_one(data):
            raise  # an OSError: damaged
        raise _no_picture(data) from None


def _no_picture(data: bytes) -> UserError:
    """What it is instead, where that is known, and what to do."""
    if not data:
        return UserError(Sentence("error.empty"))
    formats = ", ".join(FORMATS.values())
    if kind := kind_of(data):
        return UserError(Sentence("error.other_format", kind=kind, formats=formats))
    return UserError(Sentence("error.format", formats=formats))


def _begins_as_one(data: bytes) -> bool:
    """Whether the first bytes are those of a picture that can be read, whatever follows."""
    tests = [accept for name in FORMATS if (accept := Image.OPEN[name][1])]
    return any(accept(data[:16]) is True for accept in tests)


def _too_large(limit: int) -> UserError:
    return UserError(Sentence("error.pixels", most=limit // 10**6))


@dataclass(eq=False)
class _Reading:
    """One file on its way to a picture, and what is to be said about it."""

    data: bytes
    absent: float = 0.0  # share of the file
    notes: list[Sentence] = field(default_factory=list)

    def decoded(self, is_cut: bool = False) -> Decoded:
        image = _open(lengthened(self.data) if self.absent else self.data)
        self._check(image)
        profile, held = own_profile(image, self.data), _orientation(image)
        side = kept_side(*image.size)
        image.draft("RGB", (2 * side, 2 * side))  # lets JPEG decode at a fraction of its size
        image.load()
        if is_cut:
            self._note_missing(image)
        turned = _orientation(image)  # a TIFF is upright once it is loaded
        image = reduced(middle(image), side)
        if held != 1:
            self._note("turned")
            image = _upright(image, turned)
        picture = self._opaque(image, profile)
        picture = picture.resize(kept_size(picture.size, side), Image.Resampling.LANCZOS)
        if min(picture.size) < 16:
            self._note("tiny", width=picture.width, height=picture.height)
        return Decoded(np.array(picture), tuple(self.notes))

    def _note(self, name: str, **values: object) -> None:
        self.notes.append(Sentence(f"picture.{name}", **values))

    def _check(self, image: Image.Image) -> None:
        width, height = image.size
        limit = MAX_PIXELS.get(image.format or "", MAX_PIXELS_ELSE)
        if width * height > limit:
            raise _too_large(limit)
        if image.format in PHOTOGRAPHS and self.data.count(SCAN) > MOST_SCANS:
            raise _damaged(self.data)
        # n_frames would read through all of them
        if getattr(image, "is_animated", False) and image.format not in PHOTOGRAPHS:
            self._note("pages" if image.format in ("TIFF", "HEIF") else "animated")
        if is_deep(image):
            self._note("deep")
        if image.mode == "CMYK":
            self._note("cmyk")

    def _note_missing(self, image: Image.Image) -> None:
        missing = self.absent or missing_lines(image)
        if missing > MOST_MISSING:
            raise _damaged(self.data)
        if share := round(100 * missing):  # less is no damage that anybody sees
            self._note("cut_short", share=share)

    def _opaque(self, image: Image.Image, profile: bytes | None) -> Image.Image:
        """In sRGB, white behind what is transparent."""
        alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
        colours = image.convert(image.mode.removesuffix("A")) if alpha else image
        picture = self._in_srgb(colours, profile)
        if alpha is None:
            return picture
        self._note("transparent")
        return Image.composite(picture, Image.new("RGB", picture.size, "white"), alpha)

    def _in_srgb(self, image: Image.Image, profile: bytes | None) -> Image.Image:
        try:
            return to_srgb(image, profile) if profile else image.convert("RGB")
        except ProfileError:
            self._note("profile")
            return image.convert("RGB")


def _orientation(image: Image.Image) -> int:
    """How the camera was held (EXIF 2.32, 4.6.5.1.1): 1 is upright, and so is what cannot be read."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # notes of cameras are damaged in every way, too
        return 1
    return value if value in range(2, 9) else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    image.info.pop("exif", None)  # what else it says may be damaged
    image.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(image)
