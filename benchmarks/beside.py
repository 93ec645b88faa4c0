"""A guided picture while other programs want the processor, too: python benchmarks/beside.py [--json] [--train]

Each way of computing it runs in a process of its own, as the app would in these surroundings: as it ships, with threads
that spin while they wait, and with every fixed number of threads. Beside them stands a plain product of matrices on one
thread, again and again: it waits for nobody, so what it loses is what this machine takes from whoever has a core. With
--train, steps of a network's training are measured instead of a picture. They take turns, first on a quiet machine, then
beside one and two busy programs of one thread and the same priority, beside a training that a visitor watches, and, where
there is Chromium, beside a browser on the same cores that plays a film of the app. Times are medians; what matters is
their ratio to the quiet one of the same run.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs as a file, too

from benchmarks import painter
from benchmarks.painter import PRODUCTS, TRAINED, TRAINING
from benchmarks.report import markdown
from explainer.engines.threads import usable_threads
from explainer.experiments.live.plan import Plan
from explainer.experiments.live.process import Training

BUSY = "while True: pass"
PAINTER = Path(painter.__file__)
Surroundings = dict[str, str]
Load = Callable[[], AbstractContextManager[None]]
Seconds = dict[str, dict[str, float]]  # by the way, then by what runs beside it


def ways(engines: list[str]) -> dict[str, Surroundings]:
    """The surroundings in which the picture is computed; a fixed number of threads overrules what is measured."""
    fixed = {
        f"{n} thread{'s' * (n > 1)}": {"EXPLAINER_THREADS": str(n)}
        for n in range(1, usable_threads() + 1)
    }
    spinning = {"OMP_WAIT_POLICY": "active", "EXPLAINER_THREADS": str(usable_threads())}
    others = {engine: {"EXPLAINER_ENGINE": engine} for engine in engines}
    plain = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return {
        "as it ships": {},
        **others,
        **fixed,
        "all threads, spinning": spinning,
        PRODUCTS: plain,
    }


class Painter:
    """A process that makes one picture whenever it is asked, and does nothing else: no thread of it spins meanwhile."""

    def __init__(self, what: str, surroundings: Surroundings) -> None:
        unset = {"OMP_WAIT_POLICY", "EXPLAINER_THREADS", "EXPLAINER_ENGINE", "OMP_NUM_THREADS"}
        own = {key: value for key, value in os.environ.items() if key not in unset}
        self._process = subprocess.Popen(
            [sys.executable, str(PAINTER), what],
            env={**own, **surroundings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.engine = self._line()
        self._process.send_signal(signal.SIGSTOP)

    def seconds(self) -> float:
        """How long the next picture takes."""
        assert self._process.stdin
        self._process.send_signal(signal.SIGCONT)
        print(file=self._process.stdin, flush=True)
        took = float(self._line())
        self._process.send_signal(signal.SIGSTOP)
        return took

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def _line(self) -> str:
        assert self._process.stdout
        if not (line := self._process.stdout.readline()):
            raise RuntimeError("a process that was to paint has ended")
        return line.strip()


@contextmanager
def busy_programs(number: int) -> Iterator[None]:
    """So many programs that do nothing but compute, on one thread each."""
    programs = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(number)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


@contextmanager
def a_browser() -> Iterator[None]:
    """A headless Chromium that plays a film of the app, over and over."""
    from playwright.sync_api import sync_playwright

    from benchmarks.visitors.server import running

    with ExitStack() as stack:
        server = stack.enter_context(running())
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page()
        page.goto(f"{server.url}/generate")
        play = page.get_by_role("button", name="Play").first
        play.wait_for(timeout=120_000)
        play.evaluate(
            "b => { const idle = b.textContent;"
            " setInterval(() => b.textContent === idle && b.click(), 500); }"
        )
        yield
        chromium.close()


@contextmanager
def a_training() -> Iterator[None]:
    """A network that learns for a visitor of the page How it learns."""
    training = Training(Plan(steps=10**6))
    try:
        while not training.report.step and not training.over:
            time.sleep(0.1)
        yield
    finally:
        training.stop()


def measure(painters: dict[str, Painter], loads: dict[str, Load], repeats: int) -> Seconds:
    """Median seconds of a picture, by way and by load; in each round every way has its turn."""
    seconds: Seconds = {way: {} for way in painters}
    for load, beside in loads.items():
        times: dict[str, list[float]] = {way: [] for way in painters}
        with beside():
            for round_ in range(repeats + 1):
                for way, painter in painters.items():
                    took = painter.seconds()
                    if round_:  # in the first one, each finds out what else runs
                        times[way].append(took)
        for way, row in times.items():
            seconds[way][load] = round(statistics.median(row), 3)
    return seconds


def table(seconds: Seconds, engines: dict[str, str], what: str) -> str:
    """Markdown: a line per way; behind the seconds, how many times the quiet ones of the same way they are."""
    loads = list(next(iter(seconds.values())))

    def cell(row: dict[str, float], load: str) -> str:
        quiet = row[loads[0]]
        return f"{row[load]:.3f}" + (f" ({row[load] / quiet:.2f}×)" if load != loads[0] else "")

    rows = [
        [way, engines[way], *(cell(row, load) for load in loads)] for way, row in seconds.items()
    ]
    return markdown([f"{what}, seconds", "engine", *loads], rows)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default="photos-latent")
    parser.add_argument("--engine", action="append", default=[], help="another EXPLAINER_ENGINE")
    parser.add_argument("--train", action="store_true", help="steps of its training instead")
    parser.add_argument("--way", action="append", default=[], help="only this way, by its name")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--no-browser", action="store_true", help="only busy programs")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    loads: dict[str, Load] = {"quiet": contextlib.nullcontext}
    loads |= {f"beside {n} busy": partial(busy_programs, n) for n in (1, 2)}
    loads["beside a training"] = a_training
    if shutil.which("chromium") and not options.no_browser:
        loads["beside a browser"] = a_browser
    surroundings = ways(options.engine)
    if options.way:
        surroundings = {way: surroundings[way] for way in options.way}
    what = f"{TRAINING}{options.network}" if options.train else options.network
    painters = {
        way: Painter(PRODUCTS if way == PRODUCTS else what, own)
        for way, own in surroundings.items()
    }
    try:
        seconds = measure(painters, loads, options.repeats)
    finally:
        for painter in painters.values():
            painter.close()
    engines = {way: painter.engine for way, painter in painters.items()}
    print(
        json.dumps({"seconds": seconds, "engines": engines})
        if options.json
        else table(
            seconds, engines, f"{TRAINED} training steps" if options.train else "guided picture"
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
