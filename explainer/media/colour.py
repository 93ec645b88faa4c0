"""Colours as a browser shows them: what a picture's own profile, or what it says of its colours in numbers, means in sRGB."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageCms

from explainer.media import icc

_SRGB = ImageCms.createProfile("sRGB")
# what Pillow calls the numbers that a profile (ICC.1:2022, table 19) gives a meaning to
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
# code points of ITU-T H.273, as PNG, AVIF and HEIC have them; those for high dynamic range need a screen to be meant
_PRIMARIES: dict[int, icc.Chromaticities] = {
    1: icc.SRGB,
    9: (*icc.D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),  # Rec. 2020
    12: (*icc.D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),  # Display P3
}
_CURVES: dict[int, Sequence[float]] = {
    **dict.fromkeys((1, 6, 13, 14, 15), icc.SRGB_CURVE),
    4: icc.power(2.2),
    8: icc.power(1),
}
_PLAIN_GAMMA = 0.43, 0.48  # of values that are near enough to sRGB's, as browsers have it
_POSSIBLE_GAMMA = 0.1, 10.0


class ProfileError(Exception):
    """A colour profile that is damaged, or of another kind of picture."""


def own_profile(image: Image.Image, data: bytes) -> bytes | None:
    """The profile of a picture, or one for what it says in numbers; none if it says nothing, or means sRGB.

    In a PNG, its chunks count in the order cICP, iCCP, sRGB, gAMA with cHRM (PNG, third edition, 4.3).
    """
    embedded: bytes | None = image.info.get("icc_profile")
    if image.format == "PNG":
        coded = _coded(data, b"\0\0\0\x04cICP", data.find(b"IDAT"), width=1)
        return coded or embedded or _of_gamma(image.info)
    if embedded or image.format not in ("AVIF", "HEIF"):
        return embedded
    return _coded(data, b"colrnclx", data.find(b"mdat"), width=2)


def _coded(data: bytes, mark: bytes, end: int, width: int) -> bytes | None:
    """What two code points after a mark mean, each of so many bytes."""
    at = data.find(mark, 0, end) + len(mark)
    if at < len(mark):
        return None
    primaries, curve = (
        int.from_bytes(data[at + i * width : at + (i + 1) * width], "big") for i in (0, 1)
    )
    if primaries not in _PRIMARIES or curve not in _CURVES:
        return None
    meant = _PRIMARIES[primaries], _CURVES[curve]
    return None if meant == (icc.SRGB, icc.SRGB_CURVE) else icc.profile(*meant)


def _of_gamma(info: Mapping[Any, Any]) -> bytes | None:
    """Of a PNG's gamma and primaries; primaries alone mean nothing."""
    gamma, primaries = info.get("gamma", 0), info.get("chromaticity")
    if "srgb" in info or not _POSSIBLE_GAMMA[0] <= gamma <= _POSSIBLE_GAMMA[1]:
        return None
    if primaries is None and _PLAIN_GAMMA[0] <= gamma <= _PLAIN_GAMMA[1]:
        return None
    try:
        return icc.profile(primaries or icc.SRGB, icc.power(1 / gamma))
    except ValueError:
        return None


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
