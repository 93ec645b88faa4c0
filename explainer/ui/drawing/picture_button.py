"""Buttons that are pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from explainer.streamlit_names import Part, keyed
from explainer.ui.drawing.frames import data_uri

_SIDE = 400  # pixels, at most


def as_pictures(buttons: str) -> str:
    """The style of buttons that show a picture, by their selector: their labels are for those who cannot see it."""
    return (
        f"{buttons} {{ padding: 0; border-radius: 8px; background-size: cover; background-position: center; }}"
        f"{buttons} {Part.MARKDOWN.selector} {{ position: absolute; clip-path: inset(50%); }}"
    )


def show_behind(buttons: str, pixels: np.ndarray, lossless: bool = True) -> str:
    """The style that puts uint8 (h, w, c), h = w, behind buttons."""
    return f'{buttons} {{ background-image: url("{data_uri(pixels, lossless)}"); }}'


def picture_button(
    label: str, pixels: np.ndarray, key: str, on_click: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """A button that shows uint8 (h, w, c), h = w; the label is for those who cannot see it, and the tooltip."""
    button = f"{keyed(key)} button"
    st.html(
        f"<style>{as_pictures(button)}{show_behind(button, pixels)}"
        f"{button} {{ width: 100%; max-width: {_SIDE}px; aspect-ratio: 1; height: auto;"
        " border: 3px solid transparent; image-rendering: pixelated; }"
        f"{button}:hover, {button}:focus-visible {{ border-color: currentColor; }}</style>"
    )
    st.button(label, key=key, help=label, on_click=on_click, args=args, width="stretch")
