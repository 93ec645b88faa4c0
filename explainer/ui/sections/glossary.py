"""The glossary as a list: every term with its sentence, to be linked to and to be printed."""

from __future__ import annotations

import html

from explainer.ui.terms import Entry, entries


def terms_and_meanings() -> str:
    """A description list in the order of the visitor's language; each term is an anchor."""
    return f'<dl class="nw-glossary">{"".join(map(_item, entries()))}</dl>'


def _item(entry: Entry) -> str:
    term, meaning = html.escape(entry.term), html.escape(entry.meaning)
    return f'<div id="{entry.name}"><dt>{term}</dt><dd>{meaning}</dd></div>'
