"""Every hostile upload, in families: spoilt pictures, something else in a picture's clothes, no picture at all."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import cache

from PIL import Image

from explainer.media.limits import MAX_BYTES
from tests.security.corpus import CANARY, dice
from tests.security.corpus.bombs import Case, bombs
from tests.security.corpus.pictures import good, noted, pixels, saved, turned


def truncated(places: int = 16) -> Iterator[Case]:
    """Cut short: anywhere, and within the first bytes."""
    for name, data in good().items():
        roll = dice(f"truncated {name}")
        cuts = {1, 4, 9, 13} | {roll.randrange(1, len(data)) for _ in range(places)}
        yield from ((f"{name} cut at {cut}", data[:cut]) for cut in sorted(cuts))


def flipped(times: int = 16) -> Iterator[Case]:
    """A few bits turned over, half of them in the headers."""
    for name, data in good().items():
        roll = dice(f"flipped {name}")
        for i in range(times):
            spoilt = bytearray(data)
            for _ in range(roll.randint(1, 8)):
                spoilt[roll.randrange(min(len(data), 64) if i % 2 else len(data))] ^= (
                    1 << roll.randrange(8)
                )
            yield f"{name} flipped {i}", bytes(spoilt)


def spliced() -> Iterator[Case]:
    """The beginning of one picture and the end of another."""
    roll, pictures = dice("spliced"), good()
    for head, first in pictures.items():
        for tail, last in pictures.items():
            if head != tail:
                cut = roll.choice((4, 8, 12, 33, len(first) // 2))
                yield f"{head} then {tail} at {cut}", first[:cut] + last[cut:]


def stretched(times: int = 6) -> Iterator[Case]:
    """Parts taken out, doubled, zeroed or replaced by noise."""
    for name, data in good().items():
        roll = dice(f"stretched {name}")
        for i in range(times):
            a, b = sorted(roll.randrange(len(data)) for _ in range(2))
            ways = (
                data[:a] + data[b:],
                data[:b] + data[a:],
                data[:a] + bytes(b - a) + data[b:],
                data[:a] + roll.randbytes(b - a) + data[b:],
            )
            yield f"{name} stretched {i}", ways[i % len(ways)]


MARKUP = f'<script>document.title="{CANARY}"</script>'.encode()


SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)">'
    b"<text>&x;</text>" + MARKUP + b'<image href="http://127.0.0.1:9/x"/></svg>'
)


def polyglots() -> Iterator[Case]:
    """Something else in a picture's clothes, and a picture in another's."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../evil.py"), f"print('{CANARY}')")
    others = {
        "html": b"<!doctype html><html>" + MARKUP + b"</html>",
        "svg": SVG,
        "pdf": b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj\n%%EOF",
        "zip": buffer.getvalue(),
        "php": b"<?php system($_GET['c']); ?>",
        "python": b"import os; os.system('id')",
        "elf": b"\x7fELF\x02\x01\x01" + bytes(60),
        "pickle": b"\x80\x04\x95\x0f\0\0\0\0\0\0\0\x8c\x02os\x8c\x06system\x93.",
    }
    for name, data in others.items():
        yield name, data
        for kind in ("png", "jpeg", "gif", "webp"):
            picture = good()[kind]
            yield f"{kind} then {name}", picture + data
            yield f"{name} then {kind}", data + picture
            yield f"{kind} header, then {name}", picture[:16] + data


def foreign() -> Iterator[Case]:
    """Formats that are read by Pillow and not taken here."""
    rgb = Image.fromarray(pixels())
    for fmt in ("ICO", "PPM", "TGA", "PCX", "EPS", "PDF", "SGI", "IM", "XBM"):
        picture = rgb.convert("1") if fmt == "XBM" else rgb
        # else it would hold the time
        options = {"creationDate": None, "modDate": None} if fmt == "PDF" else {}
        yield fmt, saved(picture, fmt, **options)
    yield from (
        ("psd", b"8BPS\0\1" + bytes(40)),
        ("eps that runs", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file\n"),
        ("fits", b"SIMPLE  =                    T" + bytes(60)),
        ("icns", b"icns\0\0\0\x10" + bytes(60)),
        ("jpeg 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60)),
        ("avif", b"\0\0\0 ftypavif" + bytes(60)),
        ("heic", b"\0\0\0\x18ftypheic" + bytes(60)),
        ("blp", b"BLP2" + bytes(200)),
        ("dds", b"DDS |\0\0\0" + bytes(120)),
        ("wmf", b"\xd7\xcd\xc6\x9a" + bytes(60)),
        ("fli", b"\0\0\0\0\x11\xaf" + bytes(120)),
        ("xpm", b'/* XPM */ static char *x[] = {"1 1 1 1"};'),
        ("gzip", b"\x1f\x8b\x08" + bytes(30)),
    )


def strange_notes() -> Iterator[Case]:
    """What a camera would never write into its pictures."""
    for fmt in ("JPEG", "PNG", "WEBP"):
        for value in (0, 9, 255, 65_535):
            yield f"{fmt} turned by {value}", turned(fmt, value)
        for kind in (0, 1, 2, 5, 7, 12, 13, 99):
            for count in (0, 1, 2, 2**31):
                data = noted(fmt, 0x0112, kind, count, b"\xff" * 8)
                yield f"{fmt} turned by {count} of type {kind}", data
        for tag in (0x8769, 0x8825, 0x9286, 0x010E, 0x501B):
            yield f"{fmt} with {tag:#x}", noted(fmt, tag, 4, 1, struct.pack(">I", 8))  # into itself
            yield f"{fmt} with words in {tag:#x}", noted(fmt, tag, 2, 14, CANARY.encode())
    data, roll = good()["jpeg-turned"], dice("notes")
    begin = data.index(b"Exif")
    for i in range(40):
        spoilt = bytearray(data)
        for _ in range(3):
            spoilt[begin + 6 + roll.randrange(26)] = roll.choice((0, 1, 255, roll.randrange(256)))
        yield f"spoilt notes {i}", bytes(spoilt)


def noise() -> Iterator[Case]:
    """No picture at all."""
    roll = dice("noise")
    yield "nothing", b""
    for byte in (0, 10, 32, 60, 137, 255):
        yield f"one byte {byte}", bytes([byte])
    for i in range(30):
        yield f"noise {i}", roll.randbytes(roll.randint(2, 4_000))
    for name, data in good().items():
        yield f"{name} magic, then noise", data[:12] + roll.randbytes(600)
        yield f"{name} after a blank", b"\n" + data
        yield f"{name} twice", data + data
    yield "text", "ä picture € 🌫".encode() * 20
    yield "over the limit", bytes(MAX_BYTES + 1)


FAMILIES = (
    truncated,
    flipped,
    spliced,
    stretched,
    bombs,
    polyglots,
    foreign,
    strange_notes,
    noise,
)


@cache
def uploads() -> list[Case]:
    """Every upload of every family."""
    return [case for family in FAMILIES for case in family()]


def some_uploads(n: int) -> list[Case]:
    """The first of every family, then others: for doors that take seconds where a function takes none."""
    roll, families = dice("some"), [list(family()) for family in FAMILIES]
    firsts = [cases[0] for cases in families]
    rest = [case for cases in families for case in cases[1:]]
    return firsts + roll.sample(rest, n - len(firsts))
