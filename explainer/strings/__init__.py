"""Every sentence of the interface lives in LANGUAGE/SECTION.toml beside this file; `say` fetches one.

A page's sentences are the section of its name. A further language is one more folder. Tests want the same
sentences in every language; should one be missing all the same, `say` gives the English one.

In a sentence, [[psnr|closeness]] marks a term that the glossary explains: see `marks`.
{n:step|steps} is the one or the other: see `forms`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from explainer.strings.forms import in_number
from explainer.strings.marks import unmarked
from explainer.strings.numbers import Number, in_marks

FOLDER = Path(__file__).resolve().parent
ENGLISH = "en"
_PERCENT = re.compile(r"(?<=[\d}]) %")


@cache
def table(language: str) -> dict[str, str]:
    """All sentences of a language, by "section.name"."""
    sections = {p.stem: _read(p) for p in sorted((FOLDER / language).glob("*.toml"))}
    return dict(_flat("", sections))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flat(prefix: str, tree: dict[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, entry in tree.items():
        deeper = isinstance(entry, dict)
        pairs += (
            _flat(f"{prefix}{name}.", entry) if deeper else [(prefix + name, entry.strip("\n"))]
        )
    return pairs


@cache
def languages() -> dict[str, str]:
    """{code: what its speakers call it}, English first."""
    codes = sorted(
        (p.parent.name for p in FOLDER.glob("*/app.toml")), key=lambda code: (code != ENGLISH, code)
    )
    return {code: table(code)["app.language"] for code in codes}


def nearest_language(locale: str | None) -> str:
    """The language for a browser's locale such as "de-AT"; English if there is none."""
    code = (locale or ENGLISH).split("-")[0].lower()
    return code if code in languages() else ENGLISH


def say(key: str, /, language: str = ENGLISH, **values: object) -> str:
    """The sentence at "section.name", with {placeholders} filled in. KeyError for an unknown key."""
    return filled(_unmarked(key, language), values, language) if values else _said(key, language)


@cache
def _said(key: str, language: str) -> str:
    return filled(_unmarked(key, language), {}, language)


@cache
def _unmarked(key: str, language: str) -> str:
    return unmarked(marked(key, language))


def marked(key: str, language: str = ENGLISH) -> str:
    """The sentence as it stands in the file: with its marks, and with nothing filled in."""
    return table(language).get(key) or table(ENGLISH)[key]


def filled(sentence: str, values: dict[str, object], language: str = ENGLISH) -> str:
    """A sentence with its {placeholders} filled in, numbers as a language writes them; no line ends before a %."""
    told = _told(values, language)
    text = in_number(sentence, told).format(**told) if values else sentence
    return _PERCENT.sub("\u00a0%", text)


def number(value: float, digits: int | None = 2, /, language: str = ENGLISH) -> str:
    """A number as a language writes it, with a real minus sign; `digits` None for as few as it needs."""
    marks = table(language)
    text = str(Number(value, digits))
    return in_marks(text, marks["app.decimal"], marks["app.thousands"])


def _told(values: dict[str, object], language: str) -> dict[str, object]:
    return {
        name: number(v.value, v.digits, language=language) if isinstance(v, Number) else v
        for name, v in values.items()
    }


@cache
def _card_keys() -> dict[str, str]:
    """{English text: key} of what the cards and samples that ship say."""
    return {text: key for key, text in table(ENGLISH).items() if key.startswith("card.")}


def of_card(text: str, language: str) -> str:
    """What a card says, in a language; as it stands where it is somebody else's, or a name."""
    key = _card_keys().get(text)
    return say(key, language) if key else text


class Sentence(str):
    """A sentence of the interface, in English; `translate` says it in other languages."""

    key: str
    values: dict[str, object]

    def __new__(cls, key: str, /, **values: object) -> Sentence:
        """The sentence at "section.name", with {placeholders} filled in. KeyError for an unknown key."""
        sentence = super().__new__(cls, say(key, ENGLISH, **values))
        sentence.key, sentence.values = key, values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """What makes it again in another process."""
        return (self.key,), self.values


def translate(text: str, language: str, quoted: Callable[[str], str]) -> str:
    """A Sentence in a language, any other text as it is; `quoted` makes harmless what others have written."""
    if not isinstance(text, Sentence):
        return quoted(text)
    values = {name: quoted(v) if isinstance(v, str) else v for name, v in text.values.items()}
    return say(text.key, language, **values)
