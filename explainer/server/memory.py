"""Memory of the process: what was loaded stays aside, and what visitors leave goes back to the system."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from pathlib import Path

from explainer.server.leaving import expire_sessions

M_ARENA_MAX = -8  # as in malloc.h
RETURN_SECONDS = 15.0  # a tenth of a second of looking for garbage each time


def freeze_loaded() -> None:
    """What is loaded now stays until the end: let nobody look through it for garbage again.

    With torch, Streamlit and Gradio in memory that takes a fifth of a second each time, in which no other thread runs.
    What loading needed for a while, some 70 MB, goes back to the system.
    """
    gc.collect()
    gc.freeze()
    _glibc("malloc_trim", 0)


def _glibc(function: str, *arguments: int) -> None:
    """Call one of its own functions on memory; other systems and libraries do without."""
    if sys.platform == "linux" and (call := getattr(ctypes.CDLL(None), function, None)):
        call(*arguments)


def limit_malloc_arenas() -> None:
    """Let all threads take memory from two places: each visitor's would keep what it once had for itself.

    glibc's own choice is eight places for each core (mallopt(3)).
    """
    _glibc("mallopt", M_ARENA_MAX, 2)


async def release_memory_regularly() -> None:
    """Again and again, give the system back what visitors have left: else a class that has gone keeps its place."""
    while True:
        await asyncio.sleep(RETURN_SECONDS)
        expire_sessions()
        await asyncio.to_thread(_release_memory)


def _release_memory() -> None:
    gc.collect()  # a visitor's session is a circle, which nothing but this undoes
    _glibc("malloc_trim", 0)


def resident_bytes() -> int | None:
    """Memory of this process; None where the system does not say."""
    try:
        fields = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(f.split()[1]) * 1024 for f in fields if f.startswith("VmRSS")), None)
