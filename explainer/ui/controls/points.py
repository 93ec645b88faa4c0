"""A control that holds the timesteps of a run, typed one after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.experiments.grids import MOST, Grid, is_grid
from explainer.ui.controls.control import Control

LONGEST = 5 * MOST  # characters: of a number four, and a space


@dataclass(frozen=True)
class Points(Control):
    """Timesteps between T and 0, neither of them among them. `value` is what it begins with."""

    value: str
    T: int

    def parse(self, *raw: str) -> str | None:
        """The same timesteps with one space between them."""
        if len(raw) != 1 or self.grid(raw[0]) is None:
            return None
        return " ".join(raw[0].split())

    def grid(self, text: str, T: int | None = None) -> Grid | None:
        """The grid from T to 0 that a text means; None if it means none."""
        words, most = text.split(), T or self.T
        if len(text) > LONGEST or not all(w.isascii() and w.isdecimal() for w in words):
            return None
        path = (most, *map(int, words), 0)
        return path if is_grid(path, most) else None

    def default(self) -> str:
        """As it stands in the table."""
        return self.value

    def widget(self, value: str, options: dict[str, Any]) -> str:
        """A field to type in."""
        return str(st.text_input(self.label, value, **options))


def typed(grid: Grid) -> str:
    """A grid as it is typed."""
    return " ".join(map(str, grid[1:-1]))
