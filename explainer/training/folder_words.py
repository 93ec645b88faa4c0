"""From the names of folders to words that can be asked for: whatever a prompt cannot say is written otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from explainer.core.errors import UserError
from explainer.networks.conditions import Reading, read_prompts

_KEPT_MARKS = "-_'&."
_JOINER = "\u200d"  # inside emoji
_DIGIT_BEFORE_CHINESE = re.compile("(?<=[0-9])(?=[\u4e00-\u9fff])")  # a prompt parts them
_NAMELESS = "word"  # for a name of marks alone


def shown(name: str) -> str:
    """A file's or folder's name for a sentence or a card: on one line, of characters that can be written."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def plain(name: str) -> str:
    """The form in which prompts compare words: "A" + U+0308 and "Ä" are one, and so are wide and small letters."""
    before = None
    while name != before:
        before, name = name, unicodedata.normalize("NFKC", name).lower()
    return name


def _is_kept(character: str) -> bool:
    """Letters, numbers, what is written above them, emoji; of marks those that mean nothing in a prompt."""
    kind = unicodedata.category(character)
    symbol = kind in ("So", "Sk") and not character.isascii()
    return kind[0] in "LMN" or symbol or character in _KEPT_MARKS or character == _JOINER


def word_of(name: str) -> str:
    """One word for a folder's name: "Granny Smith" → granny-smith, "a;b" → a-b, "2*3" → 2-3, "Äpfel" → äpfel."""
    kept = "".join(c if _is_kept(c) else "-" for c in plain(name))
    parted = _DIGIT_BEFORE_CHINESE.sub("-", kept)
    return re.sub("-{2,}", "-", parted).strip("-.'&_" + _JOINER) or _NAMELESS


def words_of_folders(names: Iterable[str]) -> dict[str, str]:
    """Each folder's word, in the order of their names.

    Names that a prompt cannot tell apart, such as Cat and cat, share one; others that would, are numbered, but never
    one that is a word already.
    """
    ordered = sorted(names)
    words: dict[str, str] = {}
    taken: dict[str, str] = {}  # word → the plain name that it stands for
    for name in sorted(ordered, key=lambda name: word_of(name) != plain(name)):
        stem, n = word_of(name), 1
        word = stem
        while taken.setdefault(word, plain(name)) != plain(name):
            n += 1
            word = f"{stem}-{n}"
        words[name] = word
    words = {name: words[name] for name in ordered}
    _check(words)
    return words


def _check(words: dict[str, str]) -> None:
    """Raises UserError for a word that the grammar of prompts does not give back."""
    vocabulary = tuple(dict.fromkeys(words.values()))
    for name, word in words.items():
        if read_prompts(word, vocabulary) != [Reading({word: 1.0})]:
            raise UserError(
                f"No prompt can ask for “{shown(name)}”; give that folder another name."
            )


def renamed(words: dict[str, str]) -> list[str]:
    """Which folders are asked for by another word than their name, a sentence each."""
    names: dict[str, list[str]] = {}
    for name, word in words.items():
        names.setdefault(word, []).append(name)
    said = []
    for word, folders in names.items():
        quoted = " and ".join(f"“{shown(name)}”" for name in folders)
        if len(folders) > 1:
            said.append(f"{quoted} are one word: {word}")
        elif plain(folders[0]) != word:
            said.append(f"{quoted} is asked for as {word}")
    return said
