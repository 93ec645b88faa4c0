"""A class that begins at the same moment: pages of visitors and programs that call the tabs, one picture for each."""

from __future__ import annotations

import asyncio
import hashlib
import io
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from gradio_client import Client
from PIL import Image

from benchmarks.visitors.seen import Seen
from benchmarks.visitors.visitor import Visitor
from explainer.experiments.settings import Settings

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
def errors_of(outcome: Outcome) -> Iterator[None]:
    """One visitor's failure is an error in the report, not the end of it."""
    try:
        yield
    except Exception as error:  # whatever it is
        outcome.errors.append(f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Load:
    """Who comes, and the settings of all; each has another seed."""

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
        pages, tabs = self._outcomes_at(PAGE), self._outcomes_at(TABS)
        threads = ThreadPoolExecutor(max(self.programs, 1))
        with threads:
            async with AsyncExitStack() as open_pages:
                work = []
                for outcome in pages:
                    visitor = Visitor(self.url)
                    with errors_of(outcome):
                        await open_pages.enter_async_context(visitor)
                        work.append(self._visit(visitor, outcome))
                for outcome in tabs:
                    with errors_of(outcome):
                        # else it would fetch every frame, each over a new TLS context
                        client = Client(f"{self.url}/gradio/", verbose=False, download_files=False)
                        work.append(self._call(client, outcome, threads))
                await asyncio.gather(*work)
        return [*pages, *tabs]

    def _outcomes_at(self, door: str) -> list[Outcome]:
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
        with errors_of(outcome):
            async with asyncio.timeout(self.patience):
                seen = await visitor.open("generate", **link)
                if not seen.computed:  # a page that waits for the button
                    errors, seen = seen.errors, await visitor.act("_generate_go")
                    seen.errors += errors
            self._record(outcome, seen)

    def _record(self, outcome: Outcome, seen: Seen) -> None:
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
        with errors_of(outcome):
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
