"""Folders of pictures of one's own, as the tests need them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

# what macOS puts beside each file where it cannot keep more of it
APPLE_DOUBLE = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        " + bytes(200)


def pictures(folder: Path, n: int, ending: str = "png", prefix: str = "img") -> Path:
    """n pictures of 20×15 pixels, each of another colour; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"jfif": "JPEG", "jpg": "JPEG", "tif": "TIFF"}
    for i in range(n):
        image = Image.new("RGB", (20, 15), (5 * i % 256, 99, 200))
        image.save(folder / f"{prefix}{i:03}.{ending}", kinds.get(ending, ending.upper()))
    return folder
