"""Colours as a browser shows them: what a picture's own profile means, in sRGB."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
# what Pillow calls the numbers that a profile (ICC.1:2022, table 19) gives a meaning to
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}


class ProfileError(Exception):
    """A colour profile that is damaged, or of another kind of picture."""


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """An opaque picture (L, RGB or CMYK) in sRGB. Raises ProfileError."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _MODES[own.profile.xcolor_space.strip()]
        if mode == "RGB" and image.mode == "L":  # grey is a colour, too
            image = image.convert("RGB")
        if mode != image.mode:
            raise ProfileError
        converted = ImageCms.profileToProfile(image, own, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, KeyError, ValueError) as error:
        raise ProfileError from error
    assert converted is not None  # only what is changed in place returns nothing
    return converted
