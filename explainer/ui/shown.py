"""What “Show the code” can show: Python as it runs, as it is read, or a file of JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JAVASCRIPT = Path(__file__).resolve().parents[1] / "javascript"

Python = Callable[..., Any] | type


@dataclass(frozen=True)
class FasterForm:
    """A class that is written to be read; what runs is equal to it and faster, which these tests hold."""

    readable: type
    tests: str


@dataclass(frozen=True)
class Script:
    """A file of JavaScript that the visitor's browser runs."""

    name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return JAVASCRIPT / f"{self.name}.js"


Shown = Python | FasterForm | Script
Chosen = Mapping[str, Any]
"""What the controls say, by their keys."""
Code = Callable[[Chosen], tuple[Shown, ...]]
