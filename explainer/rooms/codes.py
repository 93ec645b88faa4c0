"""Codes of rooms: letters that the back row tells apart, and enough of them that nobody guesses one.

Without vowels no code is a word; without Q, V and Y none is taken for another letter. Digits are left out, since
0, 1, 2, 5 and 8 look like letters.
"""

from __future__ import annotations

import re
import secrets

from explainer.rooms.limits import Limits

ALPHABET = "BCDFGHJKLMNPRSTWXZ"
LENGTH = 8
GROUP = 4
_BETWEEN = re.compile(r"[\s\-–—.·_]+")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_code() -> str:
    """One by chance, from the system's generator."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str | None:
    """The code that somebody typed, in whichever case and with whatever between the letters; None if it is none."""
    code = _BETWEEN.sub("", text[: 4 * LENGTH]).upper()
    return code if _CODE.fullmatch(code) else None


def spaced(code: str) -> str:
    """As it is shown: in groups, with dashes between them."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def chance_of_a_guess(limits: Limits, rooms: int = 1) -> float:
    """That somebody finds one of so many rooms who guesses as fast as is allowed, as long as a room can live."""
    guesses = limits.wrong_in_all * limits.lifetime / limits.minute
    return rooms * guesses / float(len(ALPHABET)) ** LENGTH
