"""Marks in sentences: [[psnr|closeness]] shows “closeness”, and says that the glossary's entry psnr explains it.

Where a page can explain, a mark becomes a link (`linked`); everywhere else only its text is left (`unmarked`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MARK = re.compile(r"\[\[(?P<entry>[a-z0-9_]+)\|(?P<text>[^\[\]|]+)\]\]")


def unmarked(sentence: str) -> str:
    """The sentence as it is read, without its marks."""
    return _MARK.sub(lambda mark: mark["text"], sentence)


def linked(sentence: str, link: Callable[[str, str], str]) -> str:
    """The sentence with link(entry, text) in the place of every mark."""
    return _MARK.sub(lambda mark: link(mark["entry"], mark["text"]), sentence)


def entries(sentence: str) -> list[str]:
    """The glossary's entries that a sentence names, in their order."""
    return [mark["entry"] for mark in _MARK.finditer(sentence)]
