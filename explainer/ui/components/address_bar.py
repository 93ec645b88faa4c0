"""The browser's address bar: it names the screen as it is now, without leaving an entry in the history."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from explainer.ui.components import component

_bar = component("address_bar")
_VISIT = "_visit"  # tells this visit from one that the server has forgotten


def address_bar(page: str, others: Sequence[str], query: str, key: str) -> None:
    """Write the query, without its "?", behind the address of a page, unless that is no longer open.

    `page` is the page's own part of the address, "" for the first page; `others` has those of the others.
    """
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(8))
    _bar(key=key, data={"page": page, "others": list(others), "query": query, "visit": visit})
