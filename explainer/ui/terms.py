"""Terms that explain themselves: a link to the glossary, whose sentence opens where the term stands.

Sentences mark their terms (`explainer.strings.marks`). `explained` turns the marks into links for Markdown,
`html_links` for HTML; `say` leaves them out. The browser's part is `components/meanings.js`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from explainer import strings
from explainer.strings import marks
from explainer.ui.language import language

PAGE = "glossary"
_WORD = f"{PAGE}.word."


@dataclass(frozen=True)
class Entry:
    """One term of the glossary, in one language."""

    name: str  # in marks, and the anchor on the glossary's page
    term: str
    meaning: str


def explained(key: str, /, **values: object) -> str:
    """The sentence at "section.name" as Markdown: like `say`, with its terms linked to what they mean."""
    return strings.filled(_linked(key, language()), values, language())


@cache
def _linked(key: str, language: str) -> str:
    return marks.linked(
        strings.marked(key, language), lambda name, text: f"[{text}]({_address(name, language)})"
    )


def with_marks(key: str, /, **values: object) -> str:
    """The sentence with its marks left in, for what makes `html_links` of them."""
    return strings.filled(strings.marked(key, language()), values, language())


def html_links(escaped: str) -> str:
    """HTML with links in the place of marks."""
    return marks.linked(escaped, lambda name, text: f'<a href="{address(name)}">{text}</a>')


def meanings(keys: Iterable[str]) -> str:
    """What the terms marked in these sentences mean, as Markdown: for a label, which cannot have links.

    Screen readers read a widget's label as it is written, with the address of a link in it.
    """
    return _meanings(tuple(keys), language())


@cache
def _meanings(keys: tuple[str, ...], language: str) -> str:
    names = dict.fromkeys(n for key in keys for n in marks.entries(strings.marked(key, language)))
    found = (_entry(name, language) for name in names)
    return "\n\n".join(f"**{e.term}**: {e.meaning}" for e in found)


def address(name: str) -> str:
    """Where the glossary explains a term, seen from any page."""
    return _address(name, language())


def _address(name: str, language: str) -> str:
    return f"{PAGE}?lang={language}#{name}"


def entries() -> tuple[Entry, ...]:
    """The glossary in the visitor's language, in the order of its terms."""
    return _entries(language())


@cache
def _entries(language: str) -> tuple[Entry, ...]:
    ending = ".term"
    names = [
        key.removeprefix(_WORD).removesuffix(ending)
        for key in strings.table(strings.ENGLISH)
        if key.startswith(_WORD) and key.endswith(ending)
    ]
    found = (_entry(name, language) for name in names)
    return tuple(sorted(found, key=lambda entry: _place(entry.term)))


def _entry(name: str, language: str) -> Entry:
    term = strings.say(f"glossary.word.{name}.term", language)
    return Entry(name, term, strings.say(f"glossary.word.{name}.meaning", language))


def _place(term: str) -> tuple[bool, bytes]:
    """What terms are sorted by: letters without their accents, symbols last; GB 18030 has Chinese in the order of its sounds."""
    letters = unicodedata.normalize("NFKD", term.casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    is_symbol = unicodedata.name(plain[0]).startswith("GREEK")
    return is_symbol, plain.encode("gb18030")
