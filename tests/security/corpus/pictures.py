"""Good pictures, to be spoilt, and pictures that claim what they are made to claim."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from functools import cache

import numpy as np
from PIL import Image

from tests.security.corpus import SEED

WIDTH, HEIGHT = 30, 22  # small enough to be made by the thousand, odd enough to tell sides apart

# 64×48, left blue, right red, turned by the camera: Pillow reads such files here and writes none
HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0005VZDn*}000000000XXk=`10000000000aA{+7000000000000000"
    "00000G-+&aV*mgE07O6l0ssL300001>;M4(00000003VA0ssI200K(@0RR9100000Bme*aIB98aW&i*H00062000$f"
    "Zf0cy000000RRAKc4ILB0000LX>Mj^0ssI300IC2MR;ju000004sdC7Z2$lO00031009SSaB^?}008D`aAR)(004Gq"
    "c4I>U18@KU0FVFx0000U@BsY%`1k+-4+CHT0RR|40Sp2E{{wIU00RJ!0009300RIXx&lC90096hLID8-Z~y=U0FVFx"
    "0{{R603M(qfd!W8<fgf}2xu@M00096AOHXZ03l)k0RRR>0l{;?i2wiq6Ju{|a&BX6cmM$a4FCp!0000KX>)L800000"
    "0000$0000$0000eV{Bn?0000$000010000m000010000000002|NsB+000020000GaA|mH000000|*ER00009X>xCL"
    "0{{R38EJ5BVE_OC000000RRC8fdT^sgoXeB02*m>Wo7^X0000001jhhb7KGk009620001sZDe6|00016C;_h%fcOyM"
    "r~mzcsIUDp^?#hMn3ZpN<A41FR~PYm!0zvEl!>y7d|DKt7pnxAUsG<XgM=~EJ;Tp|ObmfQyE&K|W&|X>HXgAVw>~mH"
    "BlWJ=G)Xz@uuZT4000I>cxh$;08LE*DgXcg2mk>A5&#1L000311^@s60000"
)


def pixels() -> np.ndarray:
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
    return saved(Image.fromarray(pixels()), fmt, exif=b"Exif\0\0" + body)


def turned(fmt: str, value: int) -> bytes:
    """A picture that the camera says to turn."""
    return noted(fmt, 0x0112, 3, 1, struct.pack(">H", value))


@cache
def good() -> dict[str, bytes]:
    """One small picture of every kind that is taken."""
    rgb = Image.fromarray(pixels())
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
        "bmp": saved(rgb, "BMP"),
        "tiff": saved(rgb, "TIFF"),
        "tiff-packed-alpha": saved(rgba, "TIFF", compression="tiff_lzw"),
        "avif": saved(rgb, "AVIF"),
        "heic": HEIC,
        "gif": saved(rgb, "GIF"),
        "gif-animated": saved(rgb, "GIF", **animated),
    }
