"""The menu: all pages under their sections."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

import streamlit as st

from explainer.ui.contents import PAGES, page_of
from explainer.ui.page_spec import PageSpec, Section


def navigation() -> st.Page:
    """Draw the menu; the page that the visitor chose."""
    menu = {
        section.title: [entry(page) for page in PAGES if page.section is section]
        for section in Section
    }
    return st.navigation(menu, expanded=True)  # all of them, without a fold


def entry(page: PageSpec) -> st.Page:
    """A page of the folder pages/, at /NAME; the first one at /. A copy, for Streamlit notes on it that it may run."""
    return copy(_made(page.name, page.menu_title))


# of all languages: each looks for its file, and every page draws the whole menu
@lru_cache(maxsize=256)
def _made(name: str, title: str) -> st.Page:
    page = page_of(name)
    return st.Page(page.script, title=title, icon=page.icon, default=page is PAGES[0])
