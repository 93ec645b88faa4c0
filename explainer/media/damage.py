"""Pictures that end too early: how much of one there is, and how readers are made to take it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PIL import Image, ImageChops, ImageFile

from explainer.media.limits import MAX_BYTES

PHOTOGRAPHS = frozenset({"JPEG", "MPO"})  # MPO: a JPEG with further pictures behind the first
TIFF: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}
MIDDLE = {127, 128}  # of the values that a JPEG may have
MOST_MISSING = 0.75  # of a picture that is cut short


@contextmanager
def patiently() -> Iterator[None]:
    """Take what there is of a picture that ends too early, and leave out texts that are too long."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def whole_size(data: bytes) -> int:
    """How many bytes a file says that it has; as many as there are where it says nothing.

    WebP says it in its first line, HEIC and AVIF box by box, and TIFF where its directory begins, which comes last
    in those that are packed.
    """
    if data[:4] == b"RIFF":
        return max(len(data), 8 + int.from_bytes(data[4:8], "little"))
    if order := TIFF.get(data[:4]):
        return max(len(data), int.from_bytes(data[4:8], order))
    if data[4:8] != b"ftyp":
        return len(data)
    at = 0
    while at + 16 <= len(data) and data[at + 4 : at + 8].isalnum():
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:  # a longer number follows
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:  # to the end of the file
            break
        at += size
    return max(len(data), at)


def absent(data: bytes) -> float:
    """Which share of a file is not there, as far as the file says."""
    return 1 - len(data) / max(1, whole_size(data))


def lengthened(data: bytes) -> bytes:
    """With zeros in place of what is not there, since readers of these formats want all or nothing."""
    return data + bytes(max(0, min(whole_size(data), MAX_BYTES) - len(data)))


def missing_lines(image: Image.Image) -> float:
    """Which share of its lines was never reached: these are zero, of a JPEG middle grey.

    They lie at its end, of a BMP at its beginning, and anywhere if every eighth line was sent first.
    """
    if image.format in PHOTOGRAPHS:
        last = image.getpixel((image.width - 1, image.height - 1))
        if last is None or not {*(last if isinstance(last, tuple) else (last,))} <= MIDDLE:
            return 0.0
        image = ImageChops.difference(image, Image.new(image.mode, image.size, last))
    lines = image.getprojection()[1]
    if image.format == "GIF" or image.info.get("interlace"):
        return lines.count(0) / len(lines)
    return _zeros(lines if image.format == "BMP" else lines[::-1]) / len(lines)


def _zeros(lines: list[int]) -> int:
    """How many there are before anything else."""
    return lines.index(1) if 1 in lines else len(lines)
