"""The browser's address bar: it names the screen as it is now, and leaves an entry in the history only when told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from explainer.ui.components import component

_bar = component("address_bar")
_VISIT = "_visit"  # tells this visit from one that the server has forgotten
_ENTRY = (
    "_address_entry"  # how many steps of this visit have an entry of their own, besides its pages
)
_NUMBER = "_address_number"  # how often the address was said in this visit


def address_bar(page: str, others: Sequence[str], query: str, key: str) -> None:
    """Write the query, without its "?", behind the address of a page, unless that is no longer open.

    `page` is the page's own part of the address, "" for the first page; `others` has those of the others.
    """
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(8))
    number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    entry = st.session_state.get(_ENTRY, 0)
    told = {"page": page, "others": tuple(others), "query": query, "entry": entry}
    _bar(key=key, data={**told, "visit": visit, "number": number})


def new_entry() -> None:
    """Let what comes next be an entry of its own in the browser's history: Back leads to what was before."""
    st.session_state[_ENTRY] = st.session_state.get(_ENTRY, 0) + 1
