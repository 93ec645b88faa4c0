"""The browser's address bar: it names the screen as it is now, without leaving an entry in the history."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from explainer.ui.components import component

_bar = component("address_bar")
_VISIT = "_visit"  # tells this visit from one that the server has forgotten
_NUMBER = "_address_number"  # how often the address was said in this visit


def address_bar(page: str, others: Sequence[str], query: str, key: str) -> None:
    """Write the query, without its "?", behind the address of a page, unless that is no longer open.

    `page` is the page's own part of the address, "" for the first page; `others` has those of the others.
    """
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(8))
    number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    told = {"page": page, "others": list(others), "query": query}
    _bar(key=key, data={**told, "visit": visit, "number": number})
