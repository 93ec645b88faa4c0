"""What the document says of its language, which is English otherwise; and a page drawn again when day turns to night."""

from __future__ import annotations

import streamlit as st

from explainer.ui.components import component
from explainer.ui.language import language

_language = component("page_language")


def page_language() -> None:
    """Let the document say it, before anything else is drawn; it takes no room."""
    with st.container(key="page_language"):
        _language(
            key="_page_language",
            data={"language": language()},
            on_scheme_change=lambda: None,  # drawing the page again is all there is to do
        )
