"""Colours are those that the picture's own profile means."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from explainer.media.uploads import decode
from tests.media.test_pictures import notes_of
from tests.security.corpus.pictures import saved


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
