"""Screens as others name them, such as a teacher or a wall: what one is called, and how the visitor gets there.

A screen is a path below the app's own, as its link says it: "/generate?words=cat".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st

from explainer.ui.components.address_bar import new_entry
from explainer.ui.contents import page_at
from explainer.ui.controls import link
from explainer.ui.controls.control import Control
from explainer.ui.controls.open_page import page_now
from explainer.ui.controls.table import CONTROLS, LANG, NETWORK, WORDS
from explainer.ui.language import enumerated, plain
from explainer.ui.links import screen
from explainer.ui.page_spec import PageSpec
from explainer.ui.runs import forget_runs

MOST_SAID = 4  # settings of a screen that its name repeats
LONGEST_SAID = 60  # characters of one of them


def screen_now(page: PageSpec) -> str:
    """What the visitor sees now; an upload is not in it."""
    said = {
        key: texts for key, texts in screen(page).items() if key in CONTROLS and key != LANG.key
    }
    query = urlencode(said, doseq=True)
    return f"/{page.address}" + (f"?{query}" if query else "")


def read(path: str) -> tuple[PageSpec, Mapping[str, Sequence[str]]] | None:
    """The page and the settings of a screen; None if this app has no such page."""
    parts = urlsplit(path)
    try:
        return page_at(parts.path.removeprefix("/")), parse_qs(parts.query, keep_blank_values=True)
    except KeyError:
        return None


def go(path: str) -> None:
    """Lead the visitor to a screen, as the browser's history would; Back leads to where they were. Ends the script."""
    if (found := read(path)) is None:
        return
    page, parameters = found
    link.lead(parameters)
    if page.name == page_now():
        forget_runs()
        new_entry()
        st.rerun()
    st.switch_page(page.script)


def name_of(path: str) -> tuple[str, str]:
    """A screen in words: its page, and what it shows; empty texts for one that this app does not have."""
    if (found := read(path)) is None:
        return "", ""
    page, parameters = found
    network = NETWORK.parse(*parameters.get(NETWORK.key, ())) or ""
    said = [_said(c, parameters[c.key], network) for c in page.linkable() if c.key in parameters]
    return page.menu_title, enumerated(list(filter(None, said))[:MOST_SAID])


def _said(control: Control, texts: Sequence[str], network: str) -> str:
    """A setting as its page shows it, if the control has it; words and networks go without the control's name."""
    if control is LANG or control.parse(*texts) is None:
        return ""
    if control in (WORDS, NETWORK):
        return _short(control.told(texts, network))
    return control.stated(_short(control.told(texts, network)))


def _short(text: str) -> str:
    return plain(text[:LONGEST_SAID])
