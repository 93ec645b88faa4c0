"""Numbers as text."""

from __future__ import annotations

import math


def number(value: float, digits: int = 2) -> str:
    """Fixed digits, with a real minus sign."""
    return "∞" if value == math.inf else f"{value:.{digits}f}".replace("-", "−")


def with_error(value: float, error: float) -> str:
    """A measured value and its standard error: two digits of the error, and never fewer than two decimals."""
    digits = max(2, 1 - math.floor(math.log10(error))) if error else 2
    return f"{number(value, digits)} ± {number(error, digits)}"


def whole(value: int) -> str:
    """A whole number with a narrow space between its thousands: a comma or a point means another thing elsewhere."""
    return f"{value:,}".replace(",", "\u202f")
