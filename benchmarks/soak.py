"""A class that plays with the real app for a while: python benchmarks/soak.py [--minutes M] [--json]

Each visitor acts at random, the same way for the same --seed: makes pictures, brings their own, stops midway,
closes the tab or loses the connection midway, turns pages. In between everybody asks for the same few pictures,
in words that no cache has seen, and must get the same bytes every time. Exit status 1 if anybody saw an
error, the server logged one, or a picture came out differently.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.report import markdown, options_of, tell
from benchmarks.visitors.memory import Memory
from benchmarks.visitors.person import Diary, Person, errors_in
from benchmarks.visitors.server import running

KEPT_SECONDS = 130  # Streamlit keeps what a visitor had for two minutes after they left


def everybody(options: argparse.Namespace, url: str, diary: Diary) -> list[Person]:
    """All visitors, each with chances of their own."""
    chances = [random.Random(f"{options.seed} {i}") for i in range(options.visitors)]
    shared = options.networks, options.patience, diary
    return [Person(url, rng, *shared) for rng in chances]


async def play(options: argparse.Namespace, url: str, diary: Diary, memory: Memory) -> None:
    """One looks at everything alone, all play, one looks whether the pictures are still the same."""
    people = everybody(options, url, diary)
    with errors_in(diary):
        async with asyncio.timeout(options.patience):
            await people[0].references()
            if options.tour:
                await people[0].tour()
    with memory:
        await asyncio.gather(*(person.live(60 * options.minutes) for person in people))
        await asyncio.sleep(options.settle)
    with errors_in(diary):
        async with asyncio.timeout(options.patience):
            await people[0].references()


def by_minute(samples: list[tuple[float, float]]) -> list[float]:
    """The most memory in each minute, MB."""
    minutes: dict[int, float] = defaultdict(float)
    for seconds, mb in samples:
        minutes[int(seconds // 60)] = max(minutes[int(seconds // 60)], round(mb, 1))
    return list(minutes.values())


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Start the app if need be, let them play, and tell."""
    diary = Diary()
    with running(options.url) as app:
        memory = Memory(app.memory, every=1.0)
        asyncio.run(play(options, app.url, diary, memory))
        errors = [*diary.errors, *app.tracebacks()]
    different = {name: len(set(files)) for name, files in diary.references.items()}
    errors += [f"{name}: {n} different pictures" for name, n in different.items() if n > 1]
    return {
        "visitors": options.visitors,
        "minutes": options.minutes,
        "acts": {name: statistics_of(times) for name, times in sorted(diary.seconds.items())},
        "runs": dict(diary.endings),
        "references": {
            name: {"made": len(files), "different": different[name]}
            for name, files in diary.references.items()
        },
        "memory_mb": memory.summary(),
        "memory_by_minute_mb": by_minute(memory.samples),
        "errors": errors,
    }


def statistics_of(seconds: list[float]) -> dict[str, float]:
    """How often, and how long it took."""
    median, worst = round(statistics.median(seconds), 2), round(max(seconds), 2)
    return {"times": len(seconds), "median_s": median, "worst_s": worst}


def table(result: dict[str, Any]) -> str:
    """Markdown: one line per kind of act, then what holds for all."""
    rows = [[name, *map(str, numbers.values())] for name, numbers in result["acts"].items()]
    memory = result["memory_mb"]
    lines = [
        markdown(("act", "times", "median s", "worst s"), rows),
        "",
        f"how runs ended: {result['runs']}",
        f"the same pictures: {result['references']}",
        f"memory of the server: {memory['start']} MB before, {memory['peak']} at most, "
        f"{memory['end']} at the end; by minute {result['memory_by_minute_mb']}",
        f"errors: {len(result['errors'])}",
        *result["errors"],
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = options_of(__doc__, 300, "act")
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="of what they do")
    parser.add_argument(
        "--networks",
        type=lambda names: tuple(names.split(",")),
        default=("sprites", "digits", "photos"),
    )
    parser.add_argument(
        "--settle", type=float, default=KEPT_SECONDS, help="seconds after the last one has left"
    )
    parser.add_argument(
        "--tour",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="open every page once before all play",
    )
    options = parser.parse_args()
    return tell(measure(options), table, options)


if __name__ == "__main__":
    sys.exit(main())
