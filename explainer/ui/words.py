"""Every sentence of the interface lives in strings/LANGUAGE.toml; `say` fetches one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "strings"


@cache
def _table(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def say(key: str, /, language: str = "en", **values: object) -> str:
    """The sentence at "section.name", with {placeholders} filled in. KeyError for an unknown key."""
    entry: Any = _table(language)
    for part in key.split("."):
        entry = entry[part]
    return str(entry).strip().format(**values) if values else str(entry).strip()
