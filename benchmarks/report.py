"""What a measurement on the real app is told, and how it tells what it found."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def options_of(description: str | None, patience: float, of: str) -> argparse.ArgumentParser:
    """What every measurement on the real app can be told; `patience` is in seconds for one `of` these."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", help="an app that runs already; what it logs is not seen")
    parser.add_argument("--patience", type=float, default=patience, help=f"seconds for one {of}")
    parser.add_argument("--json", action="store_true")
    return parser


def tell(
    result: Mapping[str, Any], table: Callable[[dict[str, Any]], str], options: argparse.Namespace
) -> int:
    """Print what was found, as JSON if asked; the exit status, 1 if there were errors."""
    print(json.dumps(result, indent=1) if options.json else table(dict(result)))
    return 1 if result["errors"] else 0
