"""Hostile uploads, names and parameters, the same at every run: each family is a list that can be counted."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
from PIL import Image

SEED = 20_240_229
WIDTH, HEIGHT = 30, 22  # small enough to be made by the thousand, odd enough to tell sides apart
CANARY = "nw-canary-5f1d"  # stands in uploads and parameters; must stand in no log

Case = tuple[str, bytes]  # what it is, and its bytes


def dice(family: str) -> random.Random:
    """Its own for each family, so that a new one leaves the others as they are."""
    return random.Random(f"{SEED} {family}")


# --- good pictures, to be spoilt


def _pixels() -> np.ndarray:
    return np.random.default_rng(SEED).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def saved(image: Image.Image, fmt: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, fmt, **options)
    return buffer.getvalue()


def _interlaced_png() -> bytes:
    """Pillow reads these but writes none. Grey, 8×8: the seven passes one after the other."""
    steps = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ]
    rows = bytearray()
    for x, y, dx, dy in steps:
        for _ in range(y, 8, dy):
            rows += b"\0" + bytes(range(x, 8, dx))
    return png(8, 8, zlib.compress(bytes(rows)), depth=8, colour=0, interlace=1)


def chunk(kind: bytes, body: bytes) -> bytes:
    """One part of a PNG, with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int,
    height: int,
    data: bytes,
    depth: int = 1,
    colour: int = 0,
    interlace: int = 0,
    extra: bytes = b"",
) -> bytes:
    """A PNG that claims what it is told to claim."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def noted(fmt: str, tag: int, kind: int, count: int, value: bytes) -> bytes:
    """A picture whose EXIF data hold one entry, of any type, of any length, with any value."""
    entry = struct.pack(">HHI", tag, kind, count) + value[:4].ljust(4, b"\0")
    body = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4) + value
    return saved(Image.fromarray(_pixels()), fmt, exif=b"Exif\0\0" + body)


def turned(fmt: str, value: int) -> bytes:
    """A picture that the camera says to turn."""
    return noted(fmt, 0x0112, 3, 1, struct.pack(">H", value))


@cache
def good() -> dict[str, bytes]:
    """One small picture of every kind that is taken."""
    rgb = Image.fromarray(_pixels())
    rgba = rgb.convert("RGBA")
    rgba.putalpha(rgb.convert("L"))
    deep = Image.fromarray(np.asarray(rgb.convert("L")).astype(np.uint16) * 257)
    animated = {"save_all": True, "append_images": [rgb.rotate(90), rgb.rotate(180)]}
    return {
        "png": saved(rgb, "PNG"),
        "png-alpha": saved(rgba, "PNG"),
        "png-grey": saved(rgb.convert("L"), "PNG"),
        "png-grey-alpha": saved(rgba.convert("LA"), "PNG"),
        "png-16-bit": saved(deep, "PNG"),
        "png-1-bit": saved(rgb.convert("1"), "PNG"),
        "png-palette": saved(rgb.quantize(32), "PNG", transparency=0),
        "png-interlaced": _interlaced_png(),
        "png-animated": saved(rgb, "PNG", **animated),
        "jpeg": saved(rgb, "JPEG"),
        "jpeg-progressive": saved(rgb, "JPEG", progressive=True),
        "jpeg-grey": saved(rgb.convert("L"), "JPEG"),
        "jpeg-cmyk": saved(rgb.convert("CMYK"), "JPEG"),
        "jpeg-turned": turned("JPEG", 6),
        "webp": saved(rgb, "WEBP"),
        "webp-lossless-alpha": saved(rgba, "WEBP", lossless=True),
        "webp-animated": saved(rgb, "WEBP", **animated),
        "gif": saved(rgb, "GIF"),
        "gif-animated": saved(rgb, "GIF", **animated),
    }


# --- spoilt pictures


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


def bombs() -> Iterator[Case]:
    """Few bytes that claim, or unfold to, a great many."""
    tiny = zlib.compress(bytes(10))
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
            yield (
                f"png claims {width}×{height} {depth} {colour}",
                png(width, height, tiny, depth, colour),
            )
    zeros = zlib.compress(bytes(20_000_000), 9)
    for kind, body in (
        (b"zTXt", b"Comment\0\0" + zeros),
        (b"iCCP", b"profile\0\0" + zeros),
        (b"iTXt", b"Comment\0\1\0\0\0" + zeros),
        (b"tEXt", b"Comment\0" + bytes(2_000_000)),
        (b"eXIf", b"MM\0*\0\0\0\x08" + b"\xff\xff" * 50_000),
    ):
        extra = chunk(kind, body)
        yield f"png with a bomb in {kind!r}", png(10, 10, tiny, extra=extra)
        yield f"png with ten bombs in {kind!r}", png(10, 10, tiny, extra=extra * 10)
    yield "png whose data go on", png(10, 10, zeros)
    gif = good()["gif"]
    for width, height in ((65_535, 65_535), (0, 0), (65_535, 1), (5_001, 5_000)):
        yield f"gif claims {width}×{height}", gif[:6] + struct.pack("<HH", width, height) + gif[10:]
    frames = [Image.new("P", (4, 4), i % 256) for i in range(2_000)]
    many = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    yield "gif of 2000 frames", many
    webp = bytearray(good()["webp-animated"])
    canvas = webp.index(b"VP8X") + 12
    for size in (b"\xff\xff\xff", b"\x10\x27\x00"):
        webp[canvas : canvas + 6] = size * 2
        yield f"webp claims {size.hex()}", bytes(webp)
    jpeg = good()["jpeg"]
    frame = jpeg.index(b"\xff\xc0") + 5
    for height, width in ((65_500, 65_500), (0, 0), (65_535, 900), (8_000, 7_500)):
        yield (
            f"jpeg claims {width}×{height}",
            jpeg[:frame] + struct.pack(">HH", height, width) + jpeg[frame + 4 :],
        )


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
        archive.writestr("../../evil.py", f"print('{CANARY}')")
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
    rgb = Image.fromarray(_pixels())
    for fmt in ("TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "EPS", "PDF", "SGI", "DIB", "IM", "XBM"):
        picture = rgb.convert("1") if fmt == "XBM" else rgb
        yield fmt, saved(picture, fmt)
    yield from (
        ("psd", b"8BPS\0\1" + bytes(40)),
        ("eps that runs", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) (w) file\n"),
        ("fits", b"SIMPLE  =                    T" + bytes(60)),
        ("icns", b"icns\0\0\0\x10" + bytes(60)),
        ("jpeg 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60)),
        ("avif", b"\0\0\0 ftypavif" + bytes(60)),
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
    yield "over the limit", bytes(10_000_001)


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


# --- names and texts

NAMES = (
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "%2e%2e%2fevil.png",
    "....//....//evil.png",
    "a\0b.png",
    "a%00b.png",
    "con.png",
    ".htaccess",
    "-rf.png",
    "$(id).png",
    "`id`.png",
    "a;b|c&d.png",
    'quote".png',
    "apostrophe'.png",
    "a\r\nX-Evil: 1.png",
    "<img src=x onerror=alert(1)>.png",
    "evil.html",
    "evil.svg",
    "evil.png.php",
    "a" * 300 + ".png",
    "é" * 200 + ".png",
    "\u202egnp.exe",
    "🌫.png",
    ".",
    "..",
    " ",
    "",
    "~/.ssh/authorized_keys",
    f"{CANARY}.png",
)

TEXTS = (
    "",
    " ",
    "-1",
    "-0",
    "+5",
    "0x10",
    "1_000",
    "1e3",
    "1e999",
    "-1e999",
    "nan",
    "NaN",
    "inf",
    "-Infinity",
    "1.5.2",
    "1,5",
    "0.1e-400",
    "１２",
    "²",
    "٣",
    "५",
    "99999999999999999999",
    "9" * 400,
    "9" * 5_000,
    "-" + "9" * 5_000,
    "0" * 5_000 + "1",
    "a" * 121,
    "a" * 50_000,
    "🌫" * 500,
    "None",
    "null",
    "undefined",
    "true",
    "True",
    "false;true",
    "[]",
    "{}",
    '{"a":1}',
    "' OR '1'='1",
    "1; DROP TABLE pictures; --",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](//evil.example/x)",
    "[go](//evil.example)",
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "{names}",
    "%s%s%n",
    "$(id)",
    "`id`",
    "| cat /etc/passwd",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:9/",
    "digits/../digits",
    "digits.safetensors",
    "__import__('os')",
    "__proto__",
    "a\0b",
    "a\r\nb",
    "\t\n",
    "\u202eabc",
    "\ufeff1",
    "\u200b",
    "\ud800",
    "\udfff\ud800",
    "%",
    "%zz",
    "%00",
    "%ff%fe",
    "+",
    "&",
    "=",
    "#",
    ":red[x] $x^2$ :material/home:",
)

KEYS = (
    "",
    " ",
    "zzz",
    "T",
    "t ",
    "_upload",
    "_link",
    "_last_values",
    "_lesson",
    "__class__",
    "embed",
    "embed_options",
    "t[]",
    "t.value",
    "<b>",
    "![x](//evil.example/x)",
    "a" * 5_000,
    "a\0b",
    "\ud800",
    "../t",
    "🌫",
)

NUMBERS = (
    -1,
    -(10**30),
    10**30,
    10**400,
    2**63,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    -float("inf"),
    0.5,
    True,
    None,
    "abc",
    "１２",
    "9" * 5_000,
    "1e999",
    "",
    [],
    [1],
    {},
    {"path": "/etc/passwd"},
    b"1",
    object,
)
