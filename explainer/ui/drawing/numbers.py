"""Numbers as text, as the visitor's language writes them."""

from __future__ import annotations

import math

from explainer import strings
from explainer.ui.language import language, say

MINUTE, SAID_IN_SECONDS = 60, 99


def number(value: float, digits: int | None = 2) -> str:
    """Fixed digits, or as few as it needs for None, with a real minus sign; a dash for what is not a number."""
    if math.isnan(value):
        return "–"
    return strings.number(value, digits, language=language())


def apart(one: float, other: float, digits: int = 1) -> str:
    """By how much two numbers differ as they are shown with so many digits, so that who subtracts them gets the same."""
    return number(abs(round(one, digits) - round(other, digits)), digits)


def ahead(one: float, other: float, digits: int = 1) -> int:
    """Which of two numbers is larger as they are shown with so many digits: 1, 0 for neither, or -1."""
    difference = round(one, digits) - round(other, digits)
    return (difference > 0) - (difference < 0)


def with_error(value: float, error: float) -> str:
    """A measured value and its standard error: two digits of the error, and never fewer than two decimals."""
    digits = max(2, 1 - math.floor(math.log10(error))) if error else 2
    return f"{number(value, digits)} ± {number(error, digits)}"


def distance_with_error(value: float, error: float) -> str:
    """An estimate of a distance, which chance may put below 0, where no distance is: 0 stands for it then."""
    return with_error(max(value, 0.0), error)


def whole(value: int) -> str:
    """A whole number, its thousands parted."""
    return number(value, 0)


def seconds(value: float) -> str:
    """A time in seconds: tenths as long as they count."""
    return number(value, 1 if value < 9.95 else 0)


def expected(value: float) -> str:
    """About how long so many seconds are, in a sentence: of long times, begun minutes."""
    if value > SAID_IN_SECONDS:
        return say("run.expected_minutes", minutes=math.ceil(value / MINUTE))
    return say("run.expected", seconds=seconds(value))


def in_formula(value: float, digits: int | None = 3) -> str:
    """The same for TeX, which would leave a space behind a comma."""
    return number(value, digits).replace(",", "{,}")
