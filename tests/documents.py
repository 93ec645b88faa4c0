"""The documents of the project, for the tests that read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README, HOUSE = ROOT / "README.md", ROOT / "docs" / "house.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [path for path in DOCUMENTS if path.name != "networks.md"]  # by hand
SOURCES = [*(ROOT / "explainer").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]


def each(files: list[Path]) -> pytest.MarkDecorator:
    """A test of each of these files."""
    return pytest.mark.parametrize("document", files, ids=lambda p: p.relative_to(ROOT).as_posix())


def text(path: Path) -> str:
    """A file as it is."""
    return path.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """A document without its blocks of code and the lines that a Space reads."""
    return re.sub(r"^(```|---$).*?^(```|---$)", "", text(document), flags=re.M | re.S)
