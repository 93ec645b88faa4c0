"""Colours are those that the picture's own profile means."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from explainer.media import icc
from explainer.media.uploads import decode
from tests.media.test_pictures import notes_of
from tests.security.corpus.pictures import chunk, png, saved


def srgb(**exchanged):
    """The bytes of an sRGB profile, with the entries of its table renamed."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (entries,) = struct.unpack(">I", data[128:132])
    names = [data[132 + 12 * i : 136 + 12 * i] for i in range(entries)]
    for i, name in enumerate(names):
        new = exchanged.get(name.decode(), name.decode()).encode()
        data = data[: 132 + 12 * i] + new + data[136 + 12 * i :]
    return data


EXCHANGED = srgb(rXYZ="gXYZ", gXYZ="rXYZ")
RED = Image.new("RGB", (64, 64), (230, 20, 20))


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
def test_colours_mean_what_the_profile_says(fmt):
    quality = {} if fmt in ("PNG", "TIFF") else {"quality": 100}
    decoded = decode(saved(RED, fmt, icc_profile=EXCHANGED, **quality))
    assert np.abs(decoded.pixels[9, 9].astype(int) - (20, 230, 20)).max() <= 4
    assert not decoded.notes


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_so_they_do_with_transparency_and_a_palette(mode):
    image = RED.convert(mode)
    if mode == "RGBA":
        image.putalpha(128)
    decoded = decode(saved(image, "PNG", icc_profile=EXCHANGED))
    red, green, blue = decoded.pixels[9, 9].astype(int)
    assert green > red + 90
    assert abs(red - blue) <= 3


@pytest.mark.parametrize("level", [0, 60, 128, 255])
def test_grey_under_a_profile_stays_that_grey(level):
    data = saved(Image.new("L", (64, 64), level), "PNG", icc_profile=srgb())
    assert np.abs(decode(data).pixels[9, 9].astype(int) - level).max() <= 1


@pytest.mark.parametrize("profile", [b"nonsense", EXCHANGED[:300], bytes(4000)])
def test_a_damaged_profile_is_ignored_and_said(profile):
    data = saved(RED, "PNG", icc_profile=profile)
    assert tuple(decode(data).pixels[9, 9]) == (230, 20, 20)
    assert notes_of(data) == ["profile"]


def test_so_is_one_of_another_kind_of_picture():
    data = saved(RED.convert("CMYK"), "JPEG", icc_profile=srgb())
    assert notes_of(data) == ["cmyk", "profile"]


# --- colours told in numbers; expected is what Chromium shows of (200, 60, 20)

LINEAR = chunk(b"gAMA", struct.pack(">I", 100_000))
USUAL = chunk(b"gAMA", struct.pack(">I", 45_455))
P3 = chunk(b"cHRM", struct.pack(">8I", *(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)))
AS_IT_IS = 200, 60, 20


def told(chunks, colour=AS_IT_IS):
    """A PNG of one colour with these chunks before its pixels."""
    lines = 16 * (b"\0" + 16 * bytes(colour))
    return png(16, 16, zlib.compress(lines), depth=8, colour=2, extra=chunks)


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        (LINEAR, (229, 133, 79)),
        (USUAL, AS_IT_IS),
        (USUAL + P3, (219, 37, 0)),
        (P3, AS_IT_IS),
        (chunk(b"sRGB", b"\0") + LINEAR + P3, AS_IT_IS),
        (chunk(b"cICP", bytes((12, 13, 0, 1))), (217, 42, 0)),
        (chunk(b"cICP", bytes((1, 13, 0, 1))) + LINEAR, (229, 133, 79)),
        (chunk(b"gAMA", bytes(4)) + P3, AS_IT_IS),
        (USUAL + chunk(b"cHRM", struct.pack(">8I", *(31270, 32900) * 4)), AS_IT_IS),
        (USUAL + chunk(b"cHRM", bytes(32)), AS_IT_IS),
    ],
    ids=["gamma", "2.2", "p3", "p3-alone", "sRGB", "cICP", "cICP-sRGB", "0", "a-point", "nothing"],
)
def test_a_png_may_tell_its_colours_in_numbers(chunks, expected):
    decoded = decode(told(chunks))
    assert np.abs(decoded.pixels[9, 9].astype(int) - expected).max() <= 2
    assert not decoded.notes


def test_so_may_an_avif():
    data = bytearray(saved(RED, "AVIF", quality=100))
    at = data.index(b"colrnclx") + 8
    data[at : at + 2] = b"\0\x0c"  # Display P3
    red, green, blue = decode(bytes(data)).pixels[9, 9].astype(int)
    assert red > 245 and max(green, blue) < 12


def test_the_made_profile_of_srgb_is_srgb():
    data = saved(RED, "PNG", icc_profile=icc.profile(icc.SRGB, icc.SRGB_CURVE))
    assert np.abs(decode(data).pixels[9, 9].astype(int) - (230, 20, 20)).max() <= 1


def test_sixteen_bits_of_grey_with_one_value_that_is_not_seen():
    grey = np.full((16, 16), 0x8000, ">u2")
    grey[8:] = 0x4000
    lines = b"".join(b"\0" + line.tobytes() for line in grey)
    unseen = chunk(b"tRNS", struct.pack(">H", 0x4000))
    decoded = decode(png(16, 16, zlib.compress(lines), depth=16, colour=0, extra=unseen))
    assert decoded.pixels[3, 3].max() == 128 and decoded.pixels[12, 12].min() == 255
