"""A lesson in a room over real sockets: a teacher, pupils, and what each step of it takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.visitors.member import Member
from explainer.ui.bridges import BRIDGES

CLASS = "classroom"
LAST_BAR = "from the last vote to the teacher's last bar"
VOTE = "_room_vote_"  # how the keys of answers begin
SETTLING_SECONDS = 3.0  # for what pages still do after they have been drawn


@dataclass
class Notes:
    """Seconds, of the clock and of the server's processor, by what was done; and what went wrong."""

    seconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass
class Lesson:
    """One teacher and so many pupils on a page of the app."""

    url: str
    pupils: int
    page: str
    patience: float
    idle: float  # seconds
    processor: Callable[[], float | None]
    notes: Notes = field(default_factory=Notes)

    async def give(self) -> Notes:
        """From opening the room to its end."""
        async with AsyncExitStack() as tabs:
            self._tabs = tabs
            self.teacher = await self._tab()
            self.members = [await self._tab() for _ in range(self.pupils)]
            try:
                await self._lesson()
                await self._lost_and_found()
                await self._end()
            except Exception as error:  # whatever it is, it is told with what was found before
                self.notes.errors.append(f"{type(error).__name__}: {error}")
            for name, member in [("teacher", self.teacher), *enumerate(self.members)]:
                self.notes.errors += [f"{name}: {error}" for error in member.errors]
        return self.notes

    async def _tab(self) -> Member:
        return await self._tabs.enter_async_context(Member(self.url))

    async def _lesson(self) -> None:
        teacher = self.teacher
        async with self._timed("open a room"):
            await teacher.visit(CLASS)
            await teacher.press("_room_open")
            teacher.listen()
        async with self._timed("open the app and join"):
            await self._all(self._join)
        async with self._timed("the teacher turns to a page"):
            await teacher.go_to(self.page)
        async with self._timed("bring everybody there"):
            await teacher.press("_room_bring")
            await self._all(lambda m: m.until(lambda: m.page == self.page, self.patience))
        await self._at_rest(self.idle)
        async with self._timed("ask, until the last pupil has the question"):
            await teacher.press("_room_ask")
            await self._all(lambda m: m.until(lambda: m.has(self._vote(0)), self.patience))
        await self._vote_all()
        async with self._timed("reveal, until the last pupil has the bars"):
            await teacher.press("_room_reveal")
            await self._all(lambda m: m.until(lambda: m.bars == self._expected(), self.patience))

    async def _join(self, member: Member) -> None:
        code = self.teacher.kept["code"] if self.teacher.kept else ""
        await member.visit(CLASS, room=code)
        await member.press("_room_go")
        if member.kept is None:
            raise RuntimeError("a pupil could not join")
        member.listen()

    async def _vote_all(self) -> None:
        """Everybody at once, a third of them twice; the bars are the teacher's."""
        self.teacher.bars = ()
        votes = asyncio.create_task(self._all(self._make_up_mind))
        async with self._timed("all vote, until the teacher's last bar"):
            await self.teacher.until(lambda: self.teacher.bars == self._expected(), self.patience)
            seconds = time.perf_counter() - self._last_vote
        await votes
        slower = max(seconds, self.notes.seconds.get(LAST_BAR, 0.0))
        self.notes.seconds[LAST_BAR] = round(slower, 3)

    async def _make_up_mind(self, member: Member) -> None:
        i = self.members.index(member)
        if i % 3 == 0:  # a nervous thumb
            await member.press(self._vote(i))
        self._last_vote = time.perf_counter()
        await member.press(self._vote(i))

    def _expected(self) -> tuple[int, ...]:
        """How often each answer was given in the end."""
        n = len(self._choices)
        return tuple(len(range(k, self.pupils, n)) for k in range(n))

    @property
    def _choices(self) -> tuple[str, ...]:
        return BRIDGES[self.page].question.choices

    def _vote(self, i: int) -> str:
        return f"{VOTE}{self._choices[i % len(self._choices)]}"

    async def _at_rest(self, seconds: float) -> None:
        """Everybody reads: nothing but the requests that wait."""
        await asyncio.sleep(SETTLING_SECONDS)
        async with self._timed("idle"):
            await asyncio.sleep(seconds)

    async def _lost_and_found(self) -> None:
        """One connection breaks for a moment; one page is loaded again, as a new visit with the tab's seat."""
        broken, gone = self.members[0], self.members[1]
        async with self._timed("a broken connection comes back to its room"):
            broken.bars = ()
            await broken.lose(1.0)
            await broken.until(lambda: broken.bars == self._expected(), self.patience)
        await gone.stop_listening()
        gone._socket.transport.abort()
        again = await self._tab()
        async with self._timed("a page that was loaded again comes back to its room"):
            await again.visit(self.page)
            again.kept = gone.kept
            await again.give_back()
            await again.until(lambda: again.bars == self._expected(), self.patience)
        again.listen()
        self.members[1] = again
        await self._still_one_each()

    async def _still_one_each(self) -> None:
        """The next question: whoever came back counts once."""
        for member in self.members:
            member.forget(VOTE)
        await self.teacher.press("_room_ask")
        await self._all(lambda m: m.until(lambda: m.has(self._vote(0)), self.patience))
        await self._vote_all()

    async def _end(self) -> None:
        await self.teacher.go_to(CLASS)
        async with self._timed("end, until the last pupil knows"):
            await self.teacher.press("_room_end")
            await self._all(lambda m: m.until(lambda: m.over, self.patience))

    async def _all(self, act: Callable[[Member], Awaitable[None]]) -> None:
        await asyncio.gather(*map(act, self.members))

    @asynccontextmanager
    async def _timed(self, name: str) -> AsyncIterator[None]:
        before, used = time.perf_counter(), self.processor()
        yield
        self.notes.seconds[name] = round(time.perf_counter() - before, 3)
        if used is not None:
            self.notes.processor[name] = round((self.processor() or used) - used, 3)
