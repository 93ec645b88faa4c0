"""Parts that run in the visitor's browser: inline html, css and js, no build, no other host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from explainer.javascript import bundle

FOLDER = Path(__file__).resolve().parent


def component(name: str) -> Any:
    """The component whose html, css and js lie in this folder under `name`."""
    html, css = ((FOLDER / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "css"))
    return st.components.v2.component(name, html=html, css=css, js=bundle(FOLDER / f"{name}.js"))
