"""One colour for each quantity, everywhere: frames, formulas, plots. This file owns them all."""

from __future__ import annotations

import streamlit as st

from explainer.ui.drawn_once import once_a_drawing

# quantity: (light theme, dark theme); chosen to stay apart for colour-blind eyes, and each has a
# contrast of at least 4.5:1 on the page, since symbols and numbers are written in it
COLOURS = {
    "x0": ("#007a5a", "#3ccf9f"),
    "eps": ("#a06000", "#f2b134"),
    "xt": ("#0063a3", "#5db7f0"),
    "x0hat": ("#a2417f", "#e58cc4"),
    "conditional": ("#c24a00", "#ff8a4c"),
    "unconditional": ("#6b7280", "#9ca3af"),
    "plain": ("#6b7280", "#9ca3af"),
}


# letters on the theme's primary colour, which is a light blue in the dark theme
ON_PRIMARY = ("#ffffff", "#14161a")
# of a box over the page: its edge and links, its ground, its letters
ACCENT = ("#0063a3", "#5db7f0")
CARD = ("#ffffff", "#20242b")
INK = ("#20242b", "#f3f5f7")


@once_a_drawing
def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"


def colour(quantity: str) -> str:
    """The quantity's colour in the visitor's theme."""
    return COLOURS[quantity][is_dark()]


def tex(quantity: str, formula: str) -> str:
    """LaTeX in the quantity's colour."""
    return rf"\textcolor{{{colour(quantity)}}}{{{formula}}}"
