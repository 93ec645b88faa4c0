"""A live training as its visitor has it: a process of its own, what it has told, and what it can be told.

Its own process, since its steps would otherwise hold Python's lock and the network's thread, which all visitors share;
at a low priority and on one thread, so that whoever draws a picture goes first. To end it is to end the process:
within a step, with all its memory.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from explainer.experiments.live.plan import GO, PAUSE, Plan, Report

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "explainer.experiments.live")
State = Literal["learning", "paused", "done", "stopped", "failed"]
ENDED = ("done", "stopped", "failed")


class Training:
    """A training that goes on, or has ended. `ended` is called once it has, and `there` at every report: false ends it."""

    def __init__(
        self,
        plan: Plan,
        there: Callable[[], bool] = lambda: True,
        ended: Callable[[], object] = int,
    ) -> None:
        self.plan, self.report = plan, Report()
        self.state: State = "learning"
        self.paused_since = 0.0
        self._there, self._ended, self._lock = there, ended, threading.Lock()
        self._process = _started()
        self._say(plan.line())
        threading.Thread(target=self._listen, name="live training", daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether it has ended, however."""
        return self.state in ENDED

    @property
    def left(self) -> float | None:
        """About how many seconds of learning are left; None before there is anything to go by."""
        if not self.report.step:
            return None
        return self.report.seconds / self.report.step * (self.plan.steps - self.report.step)

    def pause(self) -> None:
        """Compute nothing for a while, after the step that it is at."""
        self._turn("learning", "paused", PAUSE)

    def go_on(self) -> None:
        """After a pause."""
        self._turn("paused", "learning", GO)

    def stop(self) -> None:
        """End it; what it has drawn and learned until its last moment stays."""
        with self._lock:
            if not self.over:
                self.state = "stopped"
        self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Whether its process has ended within so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.poll() is not None

    def _turn(self, before: State, after: State, command: str) -> None:
        with self._lock:
            if self.state != before:
                return
            self.state, self.paused_since = after, time.monotonic()
        self._say(command + "\n")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # it may have ended
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process:  # closes what leads there, and waits for its end
            for line in self._process.stdout:
                if line.endswith("\n"):  # else it was ended while it wrote
                    self.report.take(line)
                if not self._there():
                    self.stop()
        with self._lock:
            if not self.over:
                finished = self.report.step >= self.plan.steps and not self._process.returncode
                self.state = "done" if finished else "failed"
        self._ended()


def _started() -> subprocess.Popen[str]:
    """The process, which waits for its plan; it ends when this one does."""
    idle: dict[str, Any] = {"creationflags": getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)}
    return subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **idle,
    )
