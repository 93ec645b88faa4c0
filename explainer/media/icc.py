"""Colour profiles for pictures that say in numbers what their colours mean: primaries, white, and a curve.

A profile of ICC.1:2022 needs little for this: the three primaries in the white of its connection space, D50, and one
curve from a value to light.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

Chromaticities = Sequence[float]  # x, y of white, red, green and blue, as PNG's chunk cHRM has them
D65 = 0.3127, 0.329
SRGB: Chromaticities = (*D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
SRGB_CURVE = (3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # IEC 61966-2-1


def power(gamma: float) -> tuple[float, ...]:
    """The curve light = value^gamma."""
    return 0, gamma


def profile(chromaticities: Chromaticities, curve: Sequence[float]) -> bytes:
    """An RGB profile. `curve`: a type of parametric curve (ICC.1:2022, table 68) and its numbers.

    Raises ValueError for chromaticities that span no colours.
    """
    trc = b"para\0\0\0\0" + struct.pack(">HH", int(curve[0]), 0) + _fixed(curve[1:])
    tags = {b"wtpt": b"XYZ \0\0\0\0" + _fixed(_D50)}
    for name, column in zip(b"rgb", _to_d50(chromaticities).T, strict=True):
        tags[bytes([name]) + b"XYZ"] = b"XYZ \0\0\0\0" + _fixed(column)
        tags[bytes([name]) + b"TRC"] = trc
    start = 132 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for tag, value in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(value))
        body += value
    return _header(start + len(body)) + table + body


def _header(size: int) -> bytes:
    """Of a display's profile (mntr), version 4.3, between RGB and XYZ."""
    begin = struct.pack(">IIi", size, 0, 0x04300000) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    return (begin + bytes(28) + _fixed(_D50)).ljust(128, b"\0")


def _fixed(numbers: Sequence[float] | np.ndarray) -> bytes:
    """Numbers as s15Fixed16."""
    return struct.pack(f">{len(numbers)}i", *(round(float(n) * 65536) for n in numbers))


def _to_d50(chromaticities: Chromaticities) -> np.ndarray:
    """The matrix (3, 3) from linear RGB to XYZ, its white brought to D50 as Bradford does."""
    white, *primaries = (
        np.array([x / y, 1, (1 - x - y) / y])
        for x, y in zip(chromaticities[::2], chromaticities[1::2], strict=True)
        if y > 0
    )
    try:
        columns = np.stack(primaries, axis=1)
        matrix = columns * np.linalg.solve(columns, white)
    except np.linalg.LinAlgError:
        raise ValueError("these primaries lie on one line") from None
    cones = (_BRADFORD @ _D50) / (_BRADFORD @ white)
    adapted: np.ndarray = np.linalg.inv(_BRADFORD) @ np.diag(cones) @ _BRADFORD @ matrix
    if not (np.isfinite(adapted).all() and np.abs(adapted).max() < 8):
        raise ValueError("these primaries are no colours")
    return adapted
