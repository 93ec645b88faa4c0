"""Few bytes that claim, or unfold to, a great many."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.security.corpus.pictures import chunk, good, png, saved

Case = tuple[str, bytes]  # what it is, and its bytes


def bombs() -> Iterator[Case]:
    """All of them."""
    yield from claiming_pngs()
    yield from unfolding_pngs()
    yield from gifs()
    yield from webps()
    yield from jpegs()


TINY, ZEROS = zlib.compress(bytes(10)), zlib.compress(bytes(20_000_000), 9)


def claiming_pngs() -> Iterator[Case]:
    """Of a size that their data do not have."""
    for width, height in (
        (1, 2**31 - 1),
        (2**31 - 1, 1),
        (2**31 - 1, 2**31 - 1),
        (0, 0),
        (0, 5),
        (60_000, 60_000),
        (8_000, 8_000),
        (25_000_001, 1),
        (4_999, 4_999),
    ):
        for depth, colour in ((1, 0), (8, 2), (8, 6), (16, 6), (8, 3)):
            name = f"png claims {width}×{height} {depth} {colour}"
            yield name, png(width, height, TINY, depth, colour)


def unfolding_pngs() -> Iterator[Case]:
    """With megabytes of zeros, compressed."""
    for kind, body in (
        (b"zTXt", b"Comment\0\0" + ZEROS),
        (b"iCCP", b"profile\0\0" + ZEROS),
        (b"iTXt", b"Comment\0\1\0\0\0" + ZEROS),
        (b"tEXt", b"Comment\0" + bytes(2_000_000)),
        (b"eXIf", b"MM\0*\0\0\0\x08" + b"\xff\xff" * 50_000),
    ):
        extra = chunk(kind, body)
        yield f"png with a bomb in {kind!r}", png(10, 10, TINY, extra=extra)
        yield f"png with ten bombs in {kind!r}", png(10, 10, TINY, extra=extra * 10)
    yield "png whose data go on", png(10, 10, ZEROS)


def gifs() -> Iterator[Case]:
    """Of another size, and of two thousand frames."""
    gif = good()["gif"]
    for width, height in ((65_535, 65_535), (0, 0), (65_535, 1), (5_001, 5_000)):
        yield f"gif claims {width}×{height}", gif[:6] + struct.pack("<HH", width, height) + gif[10:]
    frames = [Image.new("P", (4, 4), i % 256) for i in range(2_000)]
    many = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    yield "gif of 2000 frames", many


def webps() -> Iterator[Case]:
    """With a larger canvas."""
    webp = bytearray(good()["webp-animated"])
    canvas = webp.index(b"VP8X") + 12
    for size in (b"\xff\xff\xff", b"\x10\x27\x00"):
        webp[canvas : canvas + 6] = size * 2
        yield f"webp claims {size.hex()}", bytes(webp)


def jpegs() -> Iterator[Case]:
    """Of another size, and of more scans than anybody needs."""
    jpeg = good()["jpeg"]
    frame = jpeg.index(b"\xff\xc0") + 5
    for height, width in ((65_500, 65_500), (0, 0), (65_535, 900), (8_000, 7_500)):
        size = struct.pack(">HH", height, width)
        yield f"jpeg claims {width}×{height}", jpeg[:frame] + size + jpeg[frame + 4 :]
    yield "jpeg of 20000 scans", scanned(7_000, 7_000, 20_000)


def scanned(width: int, height: int, scans: int) -> bytes:
    """A progressive JPEG, grey all over, whose scans are empty but walk through all of it."""
    size = struct.pack(">HH", height, width)
    one_symbol = bytes([1, *[0] * 15, 0])
    parts = (
        (0xDB, bytes([0, *[1] * 64])),
        (0xC2, b"\x08" + size + b"\x03" + bytes([1, 17, 0, 2, 17, 0, 3, 17, 0])),
        (0xC4, b"\x00" + one_symbol),
        (0xDA, b"\x03" + bytes([1, 0, 2, 0, 3, 0]) + b"\x00\x00\x00"),
    )
    *head, scan = (struct.pack(">BBH", 255, kind, len(body) + 2) + body for kind, body in parts)
    return b"\xff\xd8" + b"".join(head) + scan * scans + b"\xff\xd9"
