"""A control that holds how far a game has come: the timesteps that it jumped to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.experiments.game import Way, is_way
from explainer.ui.controls.control import Control


@dataclass(frozen=True)
class Jumps(Control):
    """Timesteps below T that fall, with spaces between them; none before the first jump."""

    T: int

    def parse(self, *raw: str) -> str | None:
        """The same timesteps with one space between them."""
        return None if len(raw) != 1 or self.way(raw[0]) is None else " ".join(raw[0].split())

    def way(self, text: str) -> Way | None:
        """What a text means; None if it means no way of a game."""
        words = text.split()[:10]
        if not all(len(w) < 6 and w.isascii() and w.isdecimal() for w in words):
            return None
        way = tuple(map(int, words))
        return way if is_way(way, self.T) else None

    def default(self) -> str:
        """The beginning."""
        return ""

    def widget(self, value: str, options: dict[str, Any]) -> str:
        """A field to type in."""
        return str(st.text_input(self.label, value, **options))
