"""The app under test: started in a process of its own, or one that runs already."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120  # for the app to start, on a slow machine
TRACEBACK = "Traceback (most recent call last)"
COLOURS = re.compile(r"\x1b\[[\d;]*m")  # Streamlit writes them into tracebacks


class Server:
    """`streamlit run app.py` on a free port of this machine. Its output goes into a file."""

    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://localhost:{port}"
        handle, name = tempfile.mkstemp(prefix="noisewalk-", suffix=".log")
        self._log = Path(name)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        with os.fdopen(handle, "wb") as log:
            self.started = time.perf_counter()
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._log.unlink()

    def tracebacks(self) -> list[str]:
        """Every traceback in the log so far, shortened."""
        text = COLOURS.sub("", self._log.read_text(encoding="utf-8", errors="replace"))
        ends = (" ".join(part.split())[-300:] for part in text.split(TRACEBACK)[1:])
        return [f"in the server's log: …{end}" for end in ends]

    def _processes(self) -> list[psutil.Process]:
        process = psutil.Process(self.process.pid)
        return [process, *process.children(recursive=True)]

    def memory(self) -> float:
        """MB that the process and its children have resident; what they share counts for each."""
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):  # a child that has just ended
                total += process.memory_info().rss
        return total / 1e6

    def cpu_seconds(self) -> float:
        """What it has used of the processor so far, all cores together."""
        return sum(map(cpu_seconds, self._processes()))


def cpu_seconds(process: psutil.Process) -> float:
    """What one process has used of the processor so far."""
    used = process.cpu_times()
    return float(used.user + used.system)


def health(url: str) -> dict[str, Any]:
    """What the app reports of itself. Raises OSError where nothing answers."""
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        report: dict[str, Any] = json.load(answer)
    return report


class Elsewhere:
    """An app that runs already, and what can be known of it from outside."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It runs on."""

    def tracebacks(self) -> list[str]:
        """Its log is not seen."""
        return []

    def memory(self) -> float:
        """MB, as the app itself reports."""
        return float(health(self.url)["memory_mb"] or 0)

    def cpu_seconds(self) -> None:
        """Not to be known."""


@contextmanager
def running(url: str | None = None) -> Iterator[Server | Elsewhere]:
    """The app at `url`, or one that is started for the occasion; everything loaded, nobody there."""
    with Elsewhere(url) if url else Server() as app:
        wait_until_ready(app.url)
        yield app


def wait_until_ready(url: str) -> None:
    """Until the pages answer, the tabs too, and the first networks are loaded. Raises TimeoutError."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if len(health(url)["networks"]) >= 2:  # what the pages begin with
                urllib.request.urlopen(f"{url}/gradio/", timeout=START_SECONDS).close()
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the app did not start")
