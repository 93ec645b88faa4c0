"""What was measured on this machine, kept in files beside the exported networks: a short hash → numbers by name.

The hash stands for everything that a measurement depends on, so that nothing is believed of another machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from explainer.engines import onnx_files

Numbers = dict[str, float]


class Notes:
    """A file of measurements. One that is damaged, or cannot be written, is as one that is not there."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, key: str) -> Numbers:
        """What was noted under a key; empty if nothing was."""
        return self._all().get(key, {})

    def write(self, key: str, numbers: Numbers) -> None:
        """Note it, beside what is there."""
        noted = {**self._all(), key: numbers}
        with contextlib.suppress(
            OSError
        ):  # the folder may not be written to: measured again next time
            self._file.parent.mkdir(exist_ok=True)
            unfinished = self._file.with_suffix(f".{os.getpid()}")
            unfinished.write_text(json.dumps(noted, indent=1), encoding="utf-8")
            unfinished.replace(self._file)

    @property
    def _file(self) -> Path:
        return onnx_files.FOLDER / self._name

    def _all(self) -> dict[str, Numbers]:
        try:
            noted = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}


def fingerprint(known: Sequence[str]) -> str:
    """A short hash of what a measurement depends on, the processor included."""
    return hashlib.sha256("\n".join([*known, *_processor()]).encode()).hexdigest()[:16]


def _processor() -> list[str]:
    """What the system says of the processor: model and instructions on Linux, elsewhere a name."""
    file = Path("/proc/cpuinfo")
    text = file.read_text(encoding="utf-8") if file.exists() else platform.processor()
    lines = {line for line in text.splitlines() if line.startswith(("model name", "flags"))}
    return sorted(lines) or [text]
