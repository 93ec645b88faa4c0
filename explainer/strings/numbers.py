"""Numbers as text, as each language writes them: the decimal mark and what parts thousands are in its app.toml."""

from __future__ import annotations

import math
from dataclasses import dataclass

_PLACES = {
    "decimal": "\x00",
    "thousands": "\x01",
}  # so that exchanging the marks cannot mix them up


def in_marks(text: str, decimal: str, thousands: str) -> str:
    """A number as Python writes it, "-1,234.5", with these marks and a real minus sign."""
    held = text.replace(".", _PLACES["decimal"]).replace(",", _PLACES["thousands"])
    return (
        held.replace(_PLACES["decimal"], decimal)
        .replace(_PLACES["thousands"], thousands)
        .replace("-", "\u2212")
    )


@dataclass(frozen=True)
class Number:
    """A number that a sentence is filled with, so many digits behind the mark; None for as few as it needs."""

    value: float
    digits: int | None = 2

    def __str__(self) -> str:
        """As Python writes it; no digit is lost where a whole number asks for none."""
        if math.isnan(self.value):
            return "\u2013"
        if math.isinf(self.value):
            return "\u221e" if self.value > 0 else "-\u221e"
        if self.digits is None:
            return f"{self.value:,g}" if abs(self.value) < 1e5 else f"{self.value:,.0f}"
        return f"{self.value:,.{self.digits}f}"
