"""Controls that hold numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.ui.controls.control import Control
from explainer.ui.drawing.numbers import number
from explainer.ui.language import is_the_browsers


def _is_whole(text: str) -> bool:
    """Whether it is a whole number; Python reads none of thousands of digits."""
    return len(text) < 20 and text.isascii() and text.isdecimal()


@dataclass(frozen=True)
class Slider(Control):
    """A number between two others. Floats if `step` is one."""

    low: float
    high: float
    value: float
    step: float

    def parse(self, *raw: str) -> float | None:
        try:
            values = [type(self.step)(r) for r in raw]
        except ValueError:
            return None
        return values[0] if len(values) == 1 and self.low <= values[0] <= self.high else None

    def told(self, texts: Sequence[str], network: str) -> str:
        return number(float(texts[0]), None)

    def default(self) -> float:
        return self.value

    def widget(self, value: float, options: dict[str, Any]) -> Any:
        # Streamlit writes a comma only where the browser does
        in_decimals = "localized" if is_the_browsers() else "%g"
        form = in_decimals if isinstance(self.step, float) else None
        return st.slider(self.label, self.low, self.high, value, self.step, form, **options)


@dataclass(frozen=True)
class Range(Control):
    """From one whole number to another; a link names the key twice. None where it spans everything."""

    low: int
    high: int
    step: int

    def parse(self, *raw: str) -> tuple[int, int] | None:
        if len(raw) != 2 or not all(map(_is_whole, raw)):
            return None
        first, last = int(raw[0]), int(raw[1])
        return (first, last) if self.low <= first <= last <= self.high else None

    def texts(self, value: tuple[int, int]) -> list[str]:
        return [str(v) for v in value]

    def default(self) -> tuple[int, int]:
        return self.low, self.high

    def widget(self, value: tuple[int, int], options: dict[str, Any]) -> Any:
        return st.slider(self.label, self.low, self.high, value, self.step, **options)

    def draw(self, **options: Any) -> tuple[int, int] | None:
        value = super().draw(**options)
        return None if value == self.default() else (value[0], value[1])


@dataclass(frozen=True)
class Number(Control):
    """A whole number, typed."""

    low: int
    high: int
    value: int

    def parse(self, *raw: str) -> int | None:
        if len(raw) != 1 or not _is_whole(raw[0]):
            return None
        return int(raw[0]) if self.low <= int(raw[0]) <= self.high else None

    def default(self) -> int:
        return self.value

    def widget(self, value: int, options: dict[str, Any]) -> int:
        typed = st.number_input(self.label, self.low, self.high, value, **options)
        return self.value if typed is None else int(typed)
