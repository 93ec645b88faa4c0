"""Somebody at a computer who acts at random: makes pictures, stops midway, leaves, turns pages."""

from __future__ import annotations

import asyncio
import io
import itertools
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from benchmarks.visitors.seen import Seen
from benchmarks.visitors.visitor import Visitor
from explainer.networks.checkpoints import load_checkpoint

SEEDS = 1_000_000  # of random pictures
REFERENCE_SEED, REFERENCE_STEPS = 610_001, 8
THINKING = 0.2, 3.0  # seconds between two acts
TAB = 6  # acts in one tab, at most


@dataclass
class Diary:
    """What happened to everybody."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)
    references: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    number: itertools.count[int] = field(default_factory=itertools.count)


@contextmanager
def errors_in(diary: Diary) -> Iterator[None]:
    """Whatever goes wrong inside is what a visitor met."""
    try:
        yield
    except Exception as error:
        diary.errors.append(str(error) or type(error).__name__)


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
        """Every page once, with nobody else there."""
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
