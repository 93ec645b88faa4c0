"""A control whose choices are pictures: each sample is a button that looks like the picture it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import streamlit as st
from PIL import Image

from explainer.samples import SAMPLES, sample_pixels
from explainer.streamlit_names import KEY_CLASS, PRIMARY_BUTTON, Part
from explainer.ui.controls.choices import Choice
from explainer.ui.controls.last_values import remember
from explainer.ui.drawing.markup import style_sheet
from explainer.ui.drawing.picture_button import as_pictures, show_behind
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say, say_card

SIDE, NARROW = 56, 44  # of a button, pixels, and in the sidebar: a finger needs 44
SHARP = 2  # pixels of the thumbnail for each of those, for dense screens

Chosen = Callable[[], None]

_PLACES = f'[class*="{KEY_CLASS}_picture_"]'
_CSS = f"""{as_pictures(f"{_PLACES} button")}
{_PLACES} button {{ width: {SIDE}px; height: {SIDE}px; min-height: {SIDE}px; border: 1px solid transparent; }}
{Part.SIDEBAR.selector} {_PLACES} button {{ width: {NARROW}px; height: {NARROW}px; min-height: {NARROW}px; }}
{_PLACES} button:disabled {{ opacity: .6; }}
{_PLACES} {PRIMARY_BUTTON} {{ outline: 3px solid var(--nw-chosen); outline-offset: 0; }}
{_PLACES} button:focus-visible {{ outline: 3px dashed var(--nw-chosen); outline-offset: 2px; }}
"""


@dataclass(frozen=True)
class SampleChoice(Choice):
    """One of the sample pictures.

    Options of `draw` beside Streamlit's: `place` tells apart two rows of buttons on one page; with `marked=False`
    none of them looks chosen; `on_change` is called when one is taken, the same again included.
    """

    def told(self, texts: Sequence[str], network: str) -> str:
        return say_card(SAMPLES[texts[0]].title)

    def bound(self, value: str, options: dict[str, Any]) -> str:
        chosen: str = st.session_state.setdefault(self.key, value)
        return str(remember(self.key, self.widget(chosen, options)))

    def widget(self, value: str, options: dict[str, Any]) -> str:
        place = options.get("place", "page")
        st.markdown(self.label, help=options.get("help", self.help))
        chosen = f":root {{ --nw-chosen: {colour('xt')}; }}"
        st.html(style_sheet(chosen, _CSS, _pictures()))
        gap: Literal["xxsmall", "small"] = "xxsmall" if place == "sidebar" else "small"
        with st.container(horizontal=True, gap=gap, key=f"_pictures_{self.key}_{place}"):
            for name in self.options:
                is_chosen = name == value and options.get("marked", True)
                self._button(name, f"{self.key}_{place}", is_chosen, options)
        return value

    def _button(self, name: str, where: str, is_chosen: bool, options: dict[str, Any]) -> None:
        title = say_card(SAMPLES[name].title)
        st.button(
            say("picture.chosen", title=title) if is_chosen else title,
            key=f"_picture_{name}_{where}",
            type="primary" if is_chosen else "secondary",
            help=title,
            disabled=options.get("disabled", False),
            on_click=self._take,
            args=(name, options.get("on_change")),
        )

    def _take(self, name: str, on_change: Chosen | None) -> None:
        st.session_state[self.key] = name
        if on_change:
            on_change()


@cache
def _pictures() -> str:
    """Each sample behind its button."""
    return "".join(
        show_behind(
            f'[class*="{KEY_CLASS}_picture_{name}_"] button', _thumbnail(name), lossless=False
        )
        for name in SAMPLES
    )


def _thumbnail(name: str) -> np.ndarray:
    side = SIDE * SHARP
    small = Image.fromarray(sample_pixels(name)).resize((side, side), Image.Resampling.LANCZOS)
    return np.asarray(small)
