"""A class that plays with the real app for a while: python benchmarks/soak.py [--minutes M] [--json]

Each visitor acts at random, the same way for the same --seed: makes pictures, brings their own, stops midway,
closes the tab or loses the connection midway, turns pages. In between everybody asks for the same few pictures,
in words that no cache has seen, and must get the same bytes every time. Exit status 1 if anybody saw an
error, the server logged one, or a picture came out differently.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import itertools
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

from benchmarks.visitors import Memory, Seen, Visitor, markdown, running
from explainer.networks.checkpoints import load_checkpoint

SEEDS = 1_000_000  # of random pictures
REFERENCE_SEED, REFERENCE_STEPS = 610_001, 8
THINKING = 0.2, 3.0  # seconds between two acts
TAB = 6  # acts in one tab, at most
KEPT_SECONDS = 130  # Streamlit keeps what a visitor had for two minutes after they left


@dataclass
class Diary:
    """What happened to everybody."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)
    references: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    number: itertools.count[int] = field(default_factory=itertools.count)


class ActError(Exception):
    """Something that a visitor wanted to do went wrong."""


def midway(seen: Seen) -> bool:
    """When a visitor who does not wait has seen enough."""
    return seen.frames >= 2


class Person:
    """Somebody at a computer, who acts at random."""

    def __init__(
        self, url: str, rng: random.Random, networks: tuple[str, ...], patience: float, diary: Diary
    ) -> None:
        self._url, self._rng, self._networks = url, rng, networks
        self._patience, self._diary = patience, diary
        self._acts: dict[str, tuple[Callable[[Visitor], Awaitable[bool]], int]] = {
            "make pictures": (self.make, 5),
            "same picture again": (self.reference, 3),
            "stop midway": (self.stop, 3),
            "change midway": (self.change, 1),
            "close the tab midway": (self.leave, 2),
            "lose the connection midway": (self.lose, 1),
            "bring a picture": (self.bring, 2),
            "turn the page": (self.turn, 4),
        }

    async def live(self, seconds: float) -> None:
        """Open tabs and act in them; when the time is over, everybody gets up and leaves."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    await self._visit()

    async def _visit(self) -> None:
        before = len(self._diary.errors)
        with errors_in(self._diary):
            async with Visitor(self._url) as tab:
                await self._in(tab)
        if len(self._diary.errors) > before:
            await asyncio.sleep(1)  # not as fast as a program can

    async def _in(self, tab: Visitor) -> None:
        await self._timed("open a tab", self._open, tab)
        often = [weight for _, weight in self._acts.values()]
        for name in self._rng.choices(list(self._acts), often, k=self._rng.randint(1, TAB)):
            await asyncio.sleep(self._rng.uniform(*THINKING))
            if not await self._timed(name, self._acts[name][0], tab):
                return

    async def _timed(
        self, name: str, act: Callable[[Visitor], Awaitable[bool]], tab: Visitor
    ) -> bool:
        """Do it, and note it; whether the tab stays open."""
        begin = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                stays = await act(tab)
        except Exception as error:
            raise ActError(f"{name}: {type(error).__name__}: {error}") from error
        self._diary.seconds[name].append(time.perf_counter() - begin)
        return stays

    def _note(self, seen: Seen) -> Seen:
        self._diary.errors += seen.errors
        self._diary.endings[seen.ending or "none"] += 1
        return seen

    def _settings(self) -> dict[str, Any]:
        """As somebody might set them on the page Generate."""
        choose = self._rng.choice
        return {
            "network": choose(self._networks),
            "seed": self._rng.randrange(SEEDS),
            "steps": self._rng.randint(2, 30),
            "w": choose((0.0, 1.0, 2.0, 3.5)),
            "sampler": choose(("ddpm", "ddim", "heun", "dpmpp_2m")),
            "pictures": choose(("1", "4")),
        }

    async def _open(self, tab: Visitor) -> bool:
        if self._rng.random() < 0.5:
            self._note(await tab.open(self._rng.choice(("", "add_noise", "generate"))))
        else:
            self._note(await tab.open("generate", **self._settings()))
        return True

    async def _generating(self, tab: Visitor, **more: Any) -> Seen:
        """On the page Generate, press the button."""
        if tab.page != "generate":
            self._note(await tab.turn_to("generate", midway))
        return await tab.act("_generate_go", **{**self._settings(), **more})

    async def make(self, tab: Visitor) -> bool:
        """Some pictures."""
        seen = self._note(await self._generating(tab))
        if seen.result is None:
            self._diary.errors.append(f"no picture came; the run is “{seen.ending}”")
        return True

    async def tour(self) -> None:
        """Every page once, and what everybody will ask for, with nobody else there."""
        await self.references()
        async with Visitor(self._url) as tab:
            first: dict[str, Any] = {"network": self._networks[0], "steps": REFERENCE_STEPS}
            self._note(await tab.open("remove_noise", **first))
            for page in tab.pages:
                self._note(await tab.turn_to(page))

    async def references(self) -> None:
        """Each picture that everybody asks for, once."""
        for network in self._networks:
            await self._reference(network)

    async def reference(self, tab: Visitor) -> bool:
        """One of the pictures that everybody asks for, in another tab."""
        await self._reference(self._rng.choice(self._networks))
        return True

    async def _reference(self, network: str) -> None:
        word = load_checkpoint(network).card.vocabulary[0]
        # words for a second picture, which there is not: the same picture, but none that a cache knows
        words = f"{word}; 0.{next(self._diary.number):06d} {word}"
        link: dict[str, Any] = {"network": network, "words": words, "pictures": 1, "w": 2.0}
        async with Visitor(self._url) as other:
            seen = self._note(
                await other.open(
                    "generate", seed=REFERENCE_SEED, steps=REFERENCE_STEPS, sampler="ddim", **link
                )
            )
        if not seen.computed or seen.result is None:
            self._diary.errors.append(f"not computed anew; the run is “{seen.ending}”")
        else:
            self._diary.references[network].append(seen.result)

    async def _begin(self, tab: Visitor) -> None:
        """A long run, watched until it is midway."""
        if tab.page != "generate":
            self._note(await tab.turn_to("generate", midway))
        settings = {**self._settings(), "steps": self._rng.randint(60, 100)}
        self._note(await tab.act("_generate_go", midway, **settings))

    async def stop(self, tab: Visitor) -> bool:
        """By the button on the page, or in its menu."""
        await self._begin(tab)
        if self._rng.random() < 0.5:
            self._note(await tab.act("_generate_stop"))
        else:
            self._note(await tab.stop_script())
        return True

    async def change(self, tab: Visitor) -> bool:
        """Ask for something else before it is done."""
        await self._begin(tab)
        return await self.make(tab)

    async def leave(self, tab: Visitor) -> bool:
        """Close the tab; another one will be opened."""
        await self._begin(tab)
        return False

    async def lose(self, tab: Visitor) -> bool:
        """The network fails for a moment."""
        await self._begin(tab)
        await tab.lose_connection()
        self._note(await tab.rerun())
        return True

    async def bring(self, tab: Visitor) -> bool:
        """A picture of one's own, and what the network makes of it."""
        size = self._rng.randint(100, 1200), self._rng.randint(100, 1200)
        coarse = Image.frombytes("RGB", (8, 8), self._rng.randbytes(8 * 8 * 3))
        file = io.BytesIO()
        coarse.resize(size).save(file, "JPEG")
        self._note(await tab.upload("mine.jpg", file.getvalue()))
        self._note(await tab.turn_to(self._rng.choice(("", "add_noise", "remove_noise"))))
        return True

    async def turn(self, tab: Visitor) -> bool:
        """Look at another page; nobody waits for two long walks."""
        page = self._rng.choice([name for name in tab.pages if name != tab.page])
        if page == "how_many_steps":
            self._note(await tab.turn_to(page, midway))
        else:
            self._note(await tab.turn_to(page))
        return True


@contextmanager
def errors_in(diary: Diary) -> Iterator[None]:
    """Whatever goes wrong inside is what a visitor met."""
    try:
        yield
    except Exception as error:
        diary.errors.append(str(error) or type(error).__name__)


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
        "acts": {name: taken(times) for name, times in sorted(diary.seconds.items())},
        "runs": dict(diary.endings),
        "references": {
            name: {"made": len(files), "different": different[name]}
            for name, files in diary.references.items()
        },
        "memory_mb": memory.summary(),
        "memory_by_minute_mb": by_minute(memory.samples),
        "errors": errors,
    }


def taken(seconds: list[float]) -> dict[str, float]:
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="of what they do")
    parser.add_argument(
        "--networks",
        type=lambda names: tuple(names.split(",")),
        default=("sprites", "digits", "photos"),
    )
    parser.add_argument("--url", help="an app that runs already; what it logs is not seen")
    parser.add_argument("--patience", type=float, default=300, help="seconds for one act")
    parser.add_argument(
        "--settle", type=float, default=KEPT_SECONDS, help="seconds after the last one has left"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options)
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 1 if result["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
