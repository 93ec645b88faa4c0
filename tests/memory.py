"""How much memory something takes for a moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

DECODING_MB = 500  # at most, whatever was uploaded: docs/hosting.md says so
STATUS = Path("/proc/self/status")


def took_mb(call: Callable[[], object]) -> float:
    """What this process held at most while it was called, beyond what it held before. On Linux."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak
    before = _memory_mb("VmRSS")
    call()
    return _memory_mb("VmHWM") - before


def _memory_mb(field: str) -> float:
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))
