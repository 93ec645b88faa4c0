"""Which language the page is in: Streamlit's own document says English."""

from __future__ import annotations

import streamlit as st

from explainer.ui.components import component
from explainer.ui.language import language

_language = component("page_language")


def page_language() -> None:
    """Let the document say it, before anything else is drawn; it takes no room."""
    with st.container(key="page_language"):
        _language(key="_page_language", data={"language": language()})
