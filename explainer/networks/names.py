"""What the words of the networks are called in every language of the interface: strings/LANG/word.toml.

Each entry there belongs to a word, or to a prompt of several, and lists its names, first the one that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from explainer.strings import ENGLISH, languages, table

_SECTION = "word."
_WORD = re.compile(r"[^\s,;+*]+")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PLURALS = ("s", "es")


def name_of(prompt: str, language: str) -> str:
    """A prompt as the pages show it: as a whole if it has a name, else word by word; what has none stays English."""
    return _name(prompt, language) or _WORD.sub(
        lambda found: _name(found[0], language) or found[0], prompt
    )


def _name(words: str, language: str) -> str:
    """The name of a word or of a whole prompt; "" if it has none. In English every word is its own."""
    key = re.sub(r"[^a-z0-9]", "_", words)
    named = table(language).get(f"word.{key}", "") if language != ENGLISH else ""
    return named.split(", ", maxsplit=1)[0]


@cache
def meanings() -> dict[str, tuple[str, ...]]:
    """The words or prompts, in English, that each name in any language stands for."""
    found: dict[str, dict[str, None]] = {}
    english = _entries(ENGLISH)
    for names in map(_entries, languages()):
        for key, meant in english.items():
            for name in names.get(key, ()):
                found.setdefault(name.casefold(), {})[meant[0]] = None
    return {name: tuple(meant) for name, meant in found.items()}


def _entries(language: str) -> dict[str, list[str]]:
    """All names of each entry."""
    every = table(language).items()
    return {key: names.split(", ") for key, names in every if key.startswith(_SECTION)}


def known_as(token: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """The words of a vocabulary that a token means: itself, or what it is the name or the plural of; () if none.

    A word of the vocabulary is always itself, whatever it means in another language.
    """
    if token in vocabulary:
        return (token,)
    for meant in meanings().get(token.casefold(), ()):
        words = tuple(meant.split())
        if all(word in vocabulary for word in words):
            return words
    for ending in _PLURALS:
        if token.endswith(ending) and (word := token.removesuffix(ending)) in vocabulary:
            return (word,)
    return ()


@cache
def fillers() -> frozenset[str]:
    """The small words of every language that no picture shows."""
    return frozenset(word for code in languages() for word in table(code)["prompt.fillers"].split())


def pieces(token: str, vocabulary: Collection[str]) -> Sequence[str]:
    """The words of Chinese text, which has no spaces: the longest name first; the whole token if that fails."""
    if not _CHINESE.search(token) or known_as(token, vocabulary):
        return (token,)
    found, rest = [], token
    longest = max(map(len, [*meanings(), *fillers(), *vocabulary]), default=0)
    while rest:
        starts = (rest[:n] for n in range(min(len(rest), longest), 0, -1))
        piece = next((s for s in starts if known_as(s, vocabulary) or s in fillers()), None)
        if piece is None:
            return (token,)
        found.append(piece)
        rest = rest[len(piece) :]
    return found
