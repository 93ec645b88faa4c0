"""A class that presses Generate at the same moment, on the real app: python benchmarks/load.py [--json]

Every visitor follows a link of their own to the page Generate over a websocket of their own, some more call the
Gradio tabs as programs do, and all begin together. Beside it, before and after, with nobody there: the same
pictures as one batch of a program. All of it shares the processor, the visitors too. Exit status 1 if
anybody saw an error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.cost import Cost, offline, timed
from benchmarks.report import markdown, options_of, tell
from benchmarks.visitors.memory import Memory
from benchmarks.visitors.server import running
from benchmarks.visitors.together import PAGE, TABS, Load, Outcome
from explainer.core.samplers import SAMPLERS
from explainer.experiments.settings import Settings


def offline_elsewhere(arguments: Sequence[str], pictures: int) -> Cost:
    """The same in a process of its own, with the surroundings of the server and so its threads."""
    command = [sys.executable, __file__, *arguments, "--offline", str(pictures)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return Cost(**json.loads(done.stdout))


def spread(values: Sequence[float | None]) -> dict[str, float] | None:
    """Median, 95th percentile and worst, of those that there are."""
    known = [v for v in values if v is not None]
    if not known:
        return None
    numbers = {
        "median": statistics.median(known),
        "p95": float(np.percentile(known, 95)),
        "worst": max(known),
    }
    return {name: round(v, 3) for name, v in numbers.items()}


def alike(outcomes: Sequence[Outcome]) -> dict[str, bool | None]:
    """Whether those who asked for what the first one did got the same; None where nobody else did."""
    same = [o for o in outcomes if o.seed == outcomes[0].seed and o.computed]
    files = [o.file for o in same if o.door == PAGE]
    doors = {o.door for o in same}
    return {
        "bytes_of_two_visitors": len(set(files)) == 1 if len(files) > 1 else None,
        "pixels_at_both_doors": len({o.picture for o in same}) == 1 if len(doors) > 1 else None,
    }


def summary(outcomes: Sequence[Outcome], batch: Sequence[Cost]) -> dict[str, Any]:
    """The numbers of a class."""
    doors: dict[str, Any] = {}
    for door in (PAGE, TABS):
        there = [o for o in outcomes if o.door == door]
        finish = spread([o.finish for o in there])
        doors[door] = there and {
            "visitors": len(there),
            "first_frame_s": spread([o.first for o in there]),
            "picture_s": spread([o.picture_at for o in there]),
            "finish_s": finish,
            "slowest_over_median": finish and round(finish["worst"] / finish["median"], 3),
            "frames_median": statistics.median(o.frames for o in there),
        }
    picture = max((o.picture_at for o in outcomes if o.picture_at is not None), default=None)
    last = max((o.finish for o in outcomes if o.finish is not None), default=None)
    mean = statistics.mean(b.seconds for b in batch) if batch else None
    return {
        "doors": doors,
        "last_picture_s": picture and round(picture, 3),
        "last_finish_s": last and round(last, 3),
        "offline_batch": [asdict(b) for b in batch],
        "picture_over_batch": picture and mean and round(picture / mean, 2),
        "finish_over_batch": last and mean and round(last / mean, 2),
        "network_calls": sum(o.calls for o in outcomes),
        "not_computed": sum(not o.computed for o in outcomes),
        "same": alike(outcomes),
    }


def measure(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Start the app if need be, let the class in, and tell."""
    with running(options.url) as app:
        load = Load(app.url, settings, options.visitors, options.gradio, options.patience)
        warm_up = replace(load, visitors=1, programs=0, settings=replace(settings, steps=3))
        asyncio.run(warm_up.outcomes())
        batch = [offline_elsewhere(sys.argv[1:], load.pictures)] if options.batch else []
        costs: list[Cost] = []
        theirs, ours = timed(app.cpu_seconds, costs), timed(time.process_time, costs)
        with Memory(app.memory) as memory, theirs, ours:
            outcomes = asyncio.run(load.outcomes())
        batch += [offline_elsewhere(sys.argv[1:], load.pictures)] if options.batch else []
        errors = [f"{o.door} {o.seed}: {e}" for o in outcomes for e in o.errors]
        errors += app.tracebacks()
    result = summary(outcomes, batch)
    differ = [name for name, same in result["same"].items() if same is False]
    errors += [f"not the same: {name}" for name in differ]
    return {
        "settings": asdict(settings),
        **result,
        "memory_mb": memory.summary(),
        "load_average": psutil.getloadavg()[0],
        "visitors_cpu_s": costs[0].cpu_seconds,
        "server_cpu_s": costs[1].cpu_seconds,
        "errors": errors,
        "each": [asdict(o) for o in outcomes],
    }


def table(result: dict[str, Any]) -> str:
    """Markdown: one line per door, then what holds for all."""
    rows = []
    for door, numbers in result["doors"].items():
        if numbers:
            spreads = [numbers[key] or {} for key in ("first_frame_s", "picture_s", "finish_s")]
            cells = [" / ".join(f"{v:.2f}" for v in s.values()) or "none" for s in spreads]
            fair = str(numbers["slowest_over_median"])
            rows.append([door, str(numbers["visitors"]), *cells, fair])
    head = ("door", "visitors", "first frame, s", "picture, s", "finish, s", "slowest / median")
    memory = result["memory_mb"]
    lines = [
        markdown(head, rows),
        "",
        "first frame, finished picture, whole page: median / 95th percentile / worst",
        f"last picture: {result['last_picture_s']} s, the last page around it: {result['last_finish_s']} s",
        f"processor: {result['server_cpu_s']} s for the server, {result['visitors_cpu_s']} s for the "
        "visitors themselves",
        *(
            f"the same pictures as one batch offline: {b['seconds']} s, {b['cpu_seconds']} s of processor"
            for b in result["offline_batch"]
        ),
        f"over the mean of these: {result['picture_over_batch']} the last picture, "
        f"{result['finish_over_batch']} the last page",
        f"network calls: {result['network_calls']}; not computed: {result['not_computed']}",
        f"memory of the server: {memory['start']} MB before, {memory['peak']} at most, "
        f"{memory['end']} after",
        f"processes that wanted to run, over the last minute: {result['load_average']:.1f}",
        f"same seed, same picture: {result['same']}",
        f"errors: {len(result['errors'])}",
        *result["errors"],
    ]
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = options_of(__doc__, 600, "visitor")
    parser.add_argument("--visitors", type=int, default=30, help="pages that are opened")
    parser.add_argument("--gradio", type=int, default=5, help="programs that call the tabs")
    parser.add_argument("--network", default="sprites")
    parser.add_argument("--words", default="hero")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--w", type=float, default=2.0)
    parser.add_argument("--sampler", default="ddim", choices=list(SAMPLERS))
    parser.add_argument("--seed", type=int, default=610_000, help="of the first visitor")
    parser.add_argument("--no-batch", dest="batch", action="store_false", help="no offline batch")
    parser.add_argument("--offline", type=int, help="only the time of so many pictures as a batch")
    options = parser.parse_args()
    settings = Settings(
        *(options.network, options.sampler, options.steps, options.w, options.words),
        seeds=(options.seed,),
    )
    if options.offline:
        print(json.dumps(asdict(offline(settings, options.offline))))
        return 0
    return tell(measure(options, settings), table, options)


if __name__ == "__main__":
    sys.exit(main())
