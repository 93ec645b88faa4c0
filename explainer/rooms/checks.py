"""What may be asked, answered and linked to: names, whole numbers, and paths of this app's own pages."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

from PIL import Image

from explainer.core.errors import UserError
from explainer.rooms.limits import (
    LARGEST_NUMBER,
    LARGEST_PICTURE,
    LONGEST_NAME,
    LONGEST_SCREEN,
    MOST_CHOICES,
    PICTURE_SIDE,
)
from explainer.rooms.protocol import Ballot
from explainer.strings import Sentence

PAGES = Path(__file__).resolve().parents[2] / "pages"
FIRST = "start"  # the page at the app's own address
MOST_PARAMETERS = 60
# whoever opens a screen shall not find themselves in another room
NOT_OF_A_SCREEN = {"room"}
_NAME = re.compile(f"[A-Za-z0-9_.:-]{{1,{LONGEST_NAME}}}")
_NUMBER = re.compile("0|-?[1-9][0-9]{0,9}", re.ASCII)
# only what urlencode writes: no quotes, brackets or spaces, no second address
_SCREEN = re.compile(r"/([a-z0-9_]{0,40})(?:\?([A-Za-z0-9_.~*%+=&-]*))?", re.ASCII)


@cache
def pages() -> frozenset[str]:
    """Addresses of the app's pages below its own."""
    names = {page.stem for page in PAGES.glob("*.py")}
    return frozenset({"", *(names - {FIRST})})


def screen_checked(screen: str) -> str:
    """The screen itself. UserError if it is not a page of this app with its settings."""
    found = _SCREEN.fullmatch(screen) if len(screen) <= LONGEST_SCREEN else None
    if found is None or found[1] not in pages() or not _are_settings(found[2] or ""):
        raise UserError(Sentence("rooms.no_screen"))
    return screen


def _are_settings(query: str) -> bool:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return False
    return not {key for key, _ in pairs} & NOT_OF_A_SCREEN


def picture_checked(picture: bytes) -> bytes:
    """The picture itself. UserError if it is not a small WebP."""
    if len(picture) > LARGEST_PICTURE or not _is_small(picture):
        raise UserError(Sentence("rooms.no_picture"))
    return picture


def _is_small(picture: bytes) -> bool:
    try:
        with Image.open(BytesIO(picture), formats=("WEBP",)) as image:
            return max(image.size) <= PICTURE_SIDE and getattr(image, "n_frames", 1) == 1
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def ballot_checked(ballot: Ballot) -> Ballot:
    """The ballot itself. UserError if it is none that a class can be asked."""
    names = (ballot.question, *ballot.choices)
    sound = all(map(_NAME.fullmatch, names)) and (_has_choices(ballot) or _has_numbers(ballot))
    if not sound or not (ballot.right is None or allows(ballot, ballot.right)):
        raise UserError(Sentence("rooms.no_ballot"))
    return ballot


def _has_choices(ballot: Ballot) -> bool:
    return 2 <= len(set(ballot.choices)) == len(ballot.choices) <= MOST_CHOICES


def _has_numbers(ballot: Ballot) -> bool:
    return not ballot.choices and -LARGEST_NUMBER <= ballot.low < ballot.high <= LARGEST_NUMBER


def allows(ballot: Ballot, answer: str) -> bool:
    """Whether this can be an answer: a choice, or a number in its one way of being written."""
    if ballot.choices:
        return answer in ballot.choices
    return _NUMBER.fullmatch(answer) is not None and ballot.low <= int(answer) <= ballot.high
