"""A class that trains live while somebody else draws: python benchmarks/live.py [--json]

Everybody of the class opens the page How it learns and presses Train: one trains, the others are in line, and their
pages look again and again, as in a browser. Before, meanwhile and afterwards somebody makes pictures on the page Generate, one
after the other, each of another seed; from the press to the finished picture. At the end, who trains closes the tab,
and it is measured when the next one's training begins. Exit status 1 if anybody saw an error, or had no place.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.report import markdown
from benchmarks.visitors.seen import Seen
from benchmarks.visitors.server import running
from benchmarks.visitors.visitor import Visitor
from explainer import strings
from explainer.experiments.live.line import EVERY, EVERY_IN_LINE

QUIET = 2.0  # seconds until the last training has ended
PATIENCE = 60.0  # seconds for the next one's training to begin
HEAD = ("pictures", "median, s", "worst, s", "times the median of nobody")


def places(number: int) -> dict[str, int]:
    """What a page of the class says of its place in the line: how many are before it."""
    return {strings.say("how_it_learns.waiting", n=n): n for n in range(1, number)}


@dataclass
class Trainee:
    """One of the class, and what their page says."""

    url: str
    known: dict[str, int]  # `places`
    said: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def place(self) -> int | None:
        """How many are before; 0 for who trains, None before the page says anything."""
        return self.known.get(self.said, 0) if self.said else None

    async def attend(self) -> None:
        """Press Train, and look, until cancelled: then the tab is closed."""
        try:
            async with Visitor(self.url) as tab:
                self._note(await tab.open("how_it_learns", network="digits"))
                self._note(await tab.act("_live_go"))
                while True:
                    await asyncio.sleep(EVERY_IN_LINE if self.place else EVERY)
                    self._note(await tab.look_again())
        except Exception as error:  # whatever it is, the others go on
            self.errors.append(f"{type(error).__name__}: {error}")

    def _note(self, seen: Seen) -> None:
        self.said = seen.told[-1] if seen.told else self.said
        self.errors += seen.errors


async def drawn(tab: Visitor, pictures: int, seeds: Iterator[int]) -> list[float]:
    """Seconds of so many pictures, one after the other."""
    took = []
    for _ in range(pictures):
        seen = await tab.act("_generate_go", seed=next(seeds))
        if seen.errors or seen.pictured is None:
            raise RuntimeError(f"no picture came: {seen.errors}")
        took.append(seen.pictured)
    return took


async def settled(trainees: list[Trainee], seconds: float) -> bool:
    """Whether everybody knows their place, each another, within so many seconds."""
    until = time.monotonic() + seconds
    wanted = list(range(len(trainees)))
    while time.monotonic() < until:
        if sorted(t.place for t in trainees if t.place is not None) == wanted:
            return True
        await asyncio.sleep(0.2)
    return False


async def measured(url: str, options: argparse.Namespace) -> dict[str, Any]:
    """Pictures beside the class, and with nobody else there, before and after; how soon a closed tab makes room."""
    seeds = itertools.count(options.seed)
    known = places(options.trainees)
    trainees = [Trainee(url, known) for _ in range(options.trainees)]
    link = {"network": options.network, "steps": options.steps, "pictures": 1}
    async with Visitor(url) as tab:
        await tab.open("generate", **link, seed=next(seeds))
        await drawn(tab, 2, seeds)  # to warm up
        alone = await drawn(tab, options.pictures, seeds)
        tasks = [asyncio.create_task(trainee.attend()) for trainee in trainees]
        in_line = await settled(trainees, options.patience)
        beside = await drawn(tab, options.pictures, seeds)
        told = sorted(t.place for t in trainees if t.place is not None)
        begins = await _next_one(trainees, tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(QUIET)
        alone += await drawn(tab, options.pictures, seeds)  # half before, half after
    errors = [error for trainee in trainees for error in trainee.errors]
    errors += [] if in_line else [f"not everybody has a place: {told}"]
    errors += [] if begins is not None else ["a closed tab made no room"]
    return {
        "settings": {**link, "trainees": options.trainees},
        "alone_s": [round(s, 3) for s in alone],
        "beside_s": [round(s, 3) for s in beside],
        "times": round(statistics.median(beside) / statistics.median(alone), 2),
        "next_begins_s": begins,
        "errors": errors,
    }


async def _next_one(trainees: list[Trainee], tasks: list[asyncio.Task[None]]) -> float | None:
    """Who trains closes the tab: seconds until the page of the next one says that it learns; None if it never does."""
    first = next((i for i, trainee in enumerate(trainees) if trainee.place == 0), 0)
    following = [t for i, t in enumerate(trainees) if i != first]
    begin = time.monotonic()
    tasks[first].cancel()
    while following and time.monotonic() < begin + PATIENCE:
        if any(trainee.place == 0 for trainee in following):
            return round(time.monotonic() - begin, 1)
        await asyncio.sleep(0.1)
    return None if following else 0.0


def table(result: dict[str, Any]) -> str:
    """Markdown."""
    rows = []
    for name, key in (("nobody else there", "alone_s"), ("beside the class", "beside_s")):
        took = result[key]
        times = statistics.median(took) / statistics.median(result["alone_s"])
        cells = [f"{statistics.median(took):.2f}", f"{max(took):.2f}", f"{times:.2f}"]
        rows.append([name, *cells])
    return "\n".join(
        [
            markdown(HEAD, rows),
            "",
            f"who trains closes the tab: the next one's training is on their page after {result['next_begins_s']} s",
            f"errors: {len(result['errors'])}",
            *result["errors"],
        ]
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trainees", type=int, default=30, help="who press Train")
    parser.add_argument(
        "--pictures", type=int, default=15, help="that are timed, before and beside"
    )
    parser.add_argument("--network", default="photos-latent")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=620_000, help="of the first picture")
    parser.add_argument("--patience", type=float, default=300, help="seconds to get in line")
    parser.add_argument("--url", help="an app that runs already")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running(options.url) as app:
        result = asyncio.run(measured(app.url, options))
        result["errors"] += app.tracebacks()
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 1 if result["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
