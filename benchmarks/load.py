"""A class that presses Generate at the same moment, on the real app: python benchmarks/load.py [--json]

Every visitor follows a link of their own to the page Generate over a websocket of their own, some more call the
Gradio tabs as programs do, and all begin together. Beside it, before and after, with nobody there: the same
pictures as one batch of a program. All of it shares the processor, the visitors too. Exit status 1 if
anybody saw an error.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from gradio_client import Client
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.visitors import Memory, Seen, Visitor, markdown, running
from explainer.core.samplers import SAMPLERS
from explainer.experiments.sampling import generate
from explainer.experiments.settings import MAX_PICTURES, Settings

PAGE, TABS = "page", "gradio"  # the doors
POLL_SECONDS = 0.02  # between two looks at what a call of the tabs has brought


@dataclass
class Outcome:
    """What became of one visitor. Seconds since all began."""

    door: str
    seed: int
    words: str
    first: float | None = None  # until the first frame
    picture_at: float | None = None  # until the finished picture
    finish: float | None = None  # until everything else on the page stands, too
    frames: int = 0
    calls: int = 0  # network calls, each of the conditional and the unconditional picture
    computed: bool = False  # now and for this visitor, by the network
    picture: str = ""  # hash of the pixels
    file: str = ""  # hash of the bytes, where the app itself made the file
    errors: list[str] = field(default_factory=list)


def fingerprint(content: bytes) -> str:
    """Enough of a hash to tell two pictures apart."""
    return hashlib.sha256(content).hexdigest()[:16]


def of_pixels(picture: io.BytesIO) -> str:
    """The hash of a picture's pixels in RGB, however it is packed."""
    return fingerprint(np.asarray(Image.open(picture).convert("RGB")).tobytes())


@contextmanager
def noting(outcome: Outcome) -> Iterator[None]:
    """One visitor's failure is an error in the report, not the end of it."""
    try:
        yield
    except Exception as error:  # whatever it is
        outcome.errors.append(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Load:
    """Who comes, and what all of them ask for; each has another seed."""

    url: str
    settings: Settings  # the first seed is the first visitor's
    visitors: int
    programs: int
    patience: float  # seconds

    @property
    def pictures(self) -> int:
        """One for everybody."""
        return self.visitors + self.programs

    async def outcomes(self) -> list[Outcome]:
        """Let them in, begin together, wait for the last."""
        pages, tabs = self._who(PAGE), self._who(TABS)
        threads = ThreadPoolExecutor(max(self.programs, 1))
        with threads:
            async with AsyncExitStack() as open_pages:
                work = []
                for outcome in pages:
                    visitor = Visitor(self.url)
                    with noting(outcome):
                        await open_pages.enter_async_context(visitor)
                        work.append(self._visit(visitor, outcome))
                for outcome in tabs:
                    with noting(outcome):
                        # else it would fetch every frame, each over a new TLS context
                        client = Client(f"{self.url}/gradio/", verbose=False, download_files=False)
                        work.append(self._call(client, outcome, threads))
                await asyncio.gather(*work)
        return [*pages, *tabs]

    def _who(self, door: str) -> list[Outcome]:
        """Everyone has a seed of their own, but for the last one at each door, who wants what the first has."""
        (first,), words = self.settings.seeds, self.settings.words
        own, count = (
            (first, self.visitors) if door == PAGE else (first + self.visitors, self.programs)
        )
        everyone = [Outcome(door, own + i, words) for i in range(count)]
        if everyone and everyone[-1].seed != first:
            everyone[-1].seed = first
            # words for a second picture, which there is not: the same picture, but not that of the cache
            everyone[-1].words = f"{words}; {words}"
        return everyone

    async def _visit(self, visitor: Visitor, outcome: Outcome) -> None:
        s = self.settings
        link: dict[str, Any] = {
            **{"network": s.network, "words": outcome.words, "w": s.w, "steps": s.steps},
            **{"sampler": s.sampler, "pictures": 1, "seed": outcome.seed},
        }
        with noting(outcome):
            async with asyncio.timeout(self.patience):
                seen = await visitor.open("generate", **link)
                if not seen.computed:  # a page that waits for the button
                    errors, seen = seen.errors, await visitor.act("_generate_go")
                    seen.errors += errors
            self._take(outcome, seen)

    def _take(self, outcome: Outcome, seen: Seen) -> None:
        outcome.first, outcome.picture_at = seen.first, seen.pictured
        outcome.finish, outcome.frames = seen.seconds, seen.frames
        outcome.calls, outcome.computed = seen.calls, seen.computed
        outcome.errors += seen.errors
        if seen.result is None:
            outcome.errors.append("no picture came")
        else:
            outcome.picture = of_pixels(io.BytesIO(seen.result))
            outcome.file = fingerprint(seen.result)

    async def _call(self, client: Client, outcome: Outcome, threads: ThreadPoolExecutor) -> None:
        with noting(outcome):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(threads, self._generate_by, client, outcome)

    def _generate_by(self, client: Client, outcome: Outcome) -> None:
        """One call of the tabs' endpoint, watched as it streams."""
        s, begin = self.settings, time.perf_counter()
        inputs = (s.network, outcome.words, s.w, s.steps, s.sampler, outcome.seed, 1)
        job = client.submit(*inputs, api_name="/generate")
        while not job.done() and time.perf_counter() - begin < self.patience:
            if outcome.first is None and job.outputs():
                outcome.first = time.perf_counter() - begin
            time.sleep(POLL_SECONDS)
        (picture, text), outcome.finish = job.result(timeout=0), time.perf_counter() - begin
        with urllib.request.urlopen(picture["url"], timeout=self.patience) as answer:
            outcome.picture = of_pixels(io.BytesIO(answer.read()))
        outcome.frames = len(job.outputs())
        outcome.first, outcome.picture_at = outcome.first or outcome.finish, outcome.finish
        seen = Seen()
        seen.read(text)
        outcome.calls, outcome.computed = seen.calls, seen.ending == "here"


@dataclass(frozen=True)
class Cost:
    """What something took: seconds on the clock, and of the processor, all cores together."""

    seconds: float
    cpu_seconds: float | None


@contextmanager
def timed(read_cpu: Callable[[], float | None], costs: list[Cost]) -> Iterator[None]:
    """Append what happens inside."""
    begin, before = time.perf_counter(), read_cpu()
    yield
    seconds, after = round(time.perf_counter() - begin, 3), read_cpu()
    used = None if before is None or after is None else round(after - before, 3)
    costs.append(Cost(seconds, used))


def offline(settings: Settings, pictures: int) -> Cost:
    """So many pictures by a program that has the machine for itself, in the largest batches."""
    seeds = range(settings.seeds[0], settings.seeds[0] + pictures)
    batches = [tuple(seeds[i : i + MAX_PICTURES]) for i in range(0, pictures, MAX_PICTURES)]
    for batch in {len(b): b for b in batches}.values():  # the first calls of a size are slow
        deque(generate(replace(settings, steps=2, seeds=batch)), maxlen=0)
    costs: list[Cost] = []
    with timed(time.process_time, costs):
        for batch in batches:
            deque(generate(replace(settings, seeds=batch)), maxlen=0)
    return costs[0]


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
    last = max((o.finish for o in outcomes if o.finish is not None), default=None)
    mean = statistics.mean(b.seconds for b in batch) if batch else None
    return {
        "doors": doors,
        "last_finish_s": last and round(last, 3),
        "offline_batch": [asdict(b) for b in batch],
        "times_the_offline_batch": last and mean and round(last / mean, 2),
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
        f"last finish: {result['last_finish_s']} s",
        f"processor: {result['server_cpu_s']} s for the server, {result['visitors_cpu_s']} s for the "
        "visitors themselves",
        *(
            f"the same pictures as one batch offline: {b['seconds']} s, {b['cpu_seconds']} s of processor"
            for b in result["offline_batch"]
        ),
        f"last finish over the mean of these: {result['times_the_offline_batch']}",
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30, help="pages that are opened")
    parser.add_argument("--gradio", type=int, default=5, help="programs that call the tabs")
    parser.add_argument("--network", default="sprites")
    parser.add_argument("--words", default="hero")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--w", type=float, default=2.0)
    parser.add_argument("--sampler", default="ddim", choices=list(SAMPLERS))
    parser.add_argument("--seed", type=int, default=610_000, help="of the first visitor")
    parser.add_argument("--url", help="an app that runs already; what it logs is not seen")
    parser.add_argument("--patience", type=float, default=600, help="seconds for one visitor")
    parser.add_argument("--no-batch", dest="batch", action="store_false", help="no offline batch")
    parser.add_argument("--offline", type=int, help="only the time of so many pictures as a batch")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = Settings(
        *(options.network, options.sampler, options.steps, options.w, options.words),
        seeds=(options.seed,),
    )
    if options.offline:
        print(json.dumps(asdict(offline(settings, options.offline))))
        return 0
    result = measure(options, settings)
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 1 if result["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
