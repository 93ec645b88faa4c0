"""A button that is a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from explainer.streamlit_names import Part, keyed
from explainer.ui.drawing.frames import data_uri

_SIDE = 400  # pixels, at most


def picture_button(
    label: str, pixels: np.ndarray, key: str, on_click: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """A button that shows uint8 (h, w, c), h = w; the label is for those who cannot see it, and the tooltip."""
    button = f"{keyed(key)} button"
    st.html(
        f"<style>{button} {{ width: 100%; max-width: {_SIDE}px; aspect-ratio: 1; height: auto; padding: 0;"
        f' border: 3px solid transparent; border-radius: 8px; background: url("{data_uri(pixels)}")'
        " center / cover; image-rendering: pixelated; }"
        f"{button}:hover, {button}:focus-visible {{ border-color: currentColor; }}"
        f"{button} {Part.MARKDOWN.selector} {{ position: absolute; clip-path: inset(50%); }}</style>"
    )
    st.button(label, key=key, help=label, on_click=on_click, args=args, width="stretch")
