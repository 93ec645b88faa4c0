"""Arrays on their way to a browser."""

from __future__ import annotations

import base64

import numpy as np


def base64_of(array: np.ndarray) -> str:
    """Base64 of an array's bytes in order, little-endian whatever this machine is: what JavaScript reads."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return base64.b64encode(little.tobytes()).decode()
