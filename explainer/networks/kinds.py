"""Which known words are nearest to one that a network does not know: by what it is, else by how it is spelled.

kinds.txt beside this file lists everyday nouns by their kind.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from explainer.networks.names import known_as, meanings

Kind = tuple[str, ...]  # from the general to the particular: ("animal", "mammal", "cats")

_FILE = Path(__file__).with_name("kinds.txt")
_ALIKE = 0.72  # of difflib: "flowr" is like "flower", "rose" is not like "nose cone"


def nearest(word: str, vocabulary: Sequence[str], most: int = 3) -> list[str]:
    """Words of a vocabulary, the nearest first; none where nothing is near. A noun of kinds.txt is no misspelling."""
    if mine := kinds_of(word):
        return _by_kind(mine, vocabulary, most)
    meant = difflib.get_close_matches(word, _kinds(), 1, _ALIKE)
    spelled = _by_spelling(word, vocabulary, most)
    return spelled or (_by_kind(kinds_of(meant[0]), vocabulary, most) if meant else [])


def kinds_of(word: str) -> frozenset[Kind]:
    """Every kind that a word, or what it is a name or the plural of, is listed under."""
    listed = _kinds()
    meant = (word, *meanings().get(word.casefold(), ()), word.removesuffix("s"))
    return next((listed[name] for name in meant if name in listed), frozenset())


@cache
def _kinds() -> dict[str, frozenset[Kind]]:
    """The table: kinds by word. The name of a kind is a word as well, of that kind."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    found: dict[str, set[Kind]] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        names, words = line.split(":")
        kind = tuple(names.split())
        for n, name in enumerate(kind, 1):
            found.setdefault(name, set()).add(kind[:n])
        for word in words.split():
            found.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


def _shared(one: Kind, other: Kind) -> int:
    """How many names two kinds begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _by_kind(mine: frozenset[Kind], vocabulary: Sequence[str], most: int) -> list[str]:
    """Those that share most of a kind, and the next best; of equals the more general, then the first."""
    listed = _kinds()
    ranked = []
    for place, word in enumerate(vocabulary):
        pairs = [(_shared(a, b), -len(b)) for a in mine for b in listed.get(word, ())]
        shared, general = max(pairs, default=(0, 0))
        if shared:
            ranked.append((-shared, -general, place, word))
    ranked.sort()
    worst = min(ranked[0][0] + 1, -1) if ranked else 0
    return [word for rank, _, _, word in ranked[:most] if rank <= worst]


def _by_spelling(word: str, vocabulary: Sequence[str], most: int) -> list[str]:
    """Those whose name in some language is spelled alike."""
    named = [name for name in meanings() if known_as(name, vocabulary)]
    like = difflib.get_close_matches(word, {*vocabulary, *named}, most, _ALIKE)
    return list(dict.fromkeys(" ".join(known_as(name, vocabulary)) for name in like))[:most]
