"""A class that votes, on the real app: python benchmarks/classroom.py [--json]

A teacher opens a room, pupils open the app and join it, each over a websocket of their own and a request that waits for
news. The teacher brings them to a page, asks, they vote at once, some twice; the teacher reveals. One loses the
connection, one loads the page again; then they vote once more, and the room ends. All of it shares the processor, the
visitors too. Exit status 1 if anybody saw an error or a vote was not counted once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.report import markdown, options_of, tell
from benchmarks.visitors.lesson import Lesson, Notes
from benchmarks.visitors.server import Elsewhere, Server, running
from explainer.ui.bridges import BRIDGES

WITH_CHOICES = sorted(name for name, bridge in BRIDGES.items() if bridge.question.choices)
PER_PUPIL = ("open the app and join", "bring everybody there")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Start the app if need be, give the lesson, and tell."""
    with running(options.url) as app:
        empty = idle_cost(app, options.idle)
        lesson = Lesson(
            *(app.url, options.pupils, options.page, options.patience, options.idle),
            app.cpu_seconds,
        )
        before = time.process_time()
        notes = asyncio.run(lesson.give())
        ours = time.process_time() - before
        notes.errors += app.tracebacks()
        memory = app.memory()
    return {
        "pupils": options.pupils,
        "page": options.page,
        "seconds": notes.seconds,
        "server_cpu_s": notes.processor,
        "per_pupil_cpu_ms": per_pupil(notes, options, empty),
        "requests_for_news": sum(m.polls for m in (lesson.teacher, *lesson.members)),
        "visitors_cpu_s": round(ours, 2),
        "memory_mb": round(memory),
        "load_average": psutil.getloadavg()[0],
        "errors": notes.errors,
    }


def idle_cost(app: Server | Elsewhere, seconds: float) -> float:
    """What the server uses of the processor in so many seconds with nobody there."""
    before = app.cpu_seconds()
    time.sleep(seconds)
    return 0.0 if before is None else (app.cpu_seconds() or 0.0) - before


def per_pupil(notes: Notes, options: argparse.Namespace, empty: float) -> dict[str, float]:
    """Milliseconds of the server's processor for one pupil: of pages, and of a minute in which nothing happens."""
    used = notes.processor
    costs = {name: used[name] * 1000 / options.pupils for name in PER_PUPIL if name in used}
    if "idle" in used:
        minute = 60 / options.idle * 1000 / options.pupils
        costs["a minute at rest"] = max(0.0, used["idle"] - empty) * minute
    return {name: round(cost, 1) for name, cost in costs.items()}


def table(result: dict[str, Any]) -> str:
    """Markdown: one line for each step, then what holds for all."""
    used = result["server_cpu_s"]
    rows = [
        [name, f"{seconds:.2f}", f"{used[name]:.2f}" if name in used else ""]
        for name, seconds in result["seconds"].items()
    ]
    costs = ", ".join(f"{name}: {ms} ms" for name, ms in result["per_pupil_cpu_ms"].items())
    lines = [
        markdown(("step", "seconds", "processor of the server, s"), rows),
        "",
        f"{result['pupils']} pupils, page {result['page']}",
        f"processor for each pupil: {costs}",
        f"requests for news: {result['requests_for_news']}",
        f"processor: {result['visitors_cpu_s']} s for the visitors themselves",
        f"memory of the server: {result['memory_mb']} MB",
        f"processes that wanted to run, over the last minute: {result['load_average']:.1f}",
        f"errors: {len(result['errors'])}",
        *result["errors"],
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = options_of(__doc__, 120, "step")
    parser.add_argument("--pupils", type=int, default=30)
    parser.add_argument("--page", default="remove_noise", choices=WITH_CHOICES)
    parser.add_argument("--idle", type=float, default=60, help="seconds in which nothing happens")
    options = parser.parse_args()
    return tell(measure(options), table, options)


if __name__ == "__main__":
    sys.exit(main())
