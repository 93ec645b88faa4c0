"""Somebody in a room: a tab that waits for news of it, as the page's component does, and acts in its bar."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any, Self

import httpx
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.visitors.seen import Seen
from benchmarks.visitors.visitor import Visitor
from benchmarks.visitors.widget import WIDGET_ID, state_of
from explainer.server.room_changes import WAITING_SECONDS

SEAT = "room_seat"  # the component
GAP_SECONDS = 0.3  # between two requests of a page
BAR = re.compile(r"<b>(\d+)</b>")
CLOSED = 410  # the status of a seat that is none any more


class Member(Visitor):
    """One tab of a teacher or a pupil. Enter it, `open` a page, `press` what the room offers."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.kept: dict[str, Any] | None = None  # the seat, as the tab keeps it over a reload
        self.version = self.polls = 0
        self.bars: tuple[
            int, ...
        ] = ()  # how often each answer was given, as far as the page shows it
        self.over = False  # the room has ended, or this seat
        self.errors: list[str] = []
        self._fragments: dict[str, str] = {}  # which part of the page a control belongs to
        self._changed = asyncio.Event()
        self._acting = asyncio.Lock()
        self._seat_id = self._seat_key = self._address = ""
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        # the answer may come as late as the server waits
        self._http = httpx.AsyncClient(base_url=self._url, timeout=WAITING_SECONDS + 40)
        return self

    async def __aexit__(self, *why: Any) -> None:
        await self.stop_listening()
        await self._http.aclose()
        await super().__aexit__(*why)

    async def visit(self, page: str, **parameters: Any) -> None:
        """Open a page with this tab."""
        async with self._acting:
            self._note(await self.open(page, **parameters))

    async def go_to(self, page: str) -> None:
        """Choose another page in the navigation."""
        async with self._acting:
            self._note(await self.turn_to(page))

    async def press(self, key: str) -> None:
        """A button, in the part of the page that it belongs to."""
        async with self._acting:
            await self._run(key, state_of(self._widgets[key], True))

    async def _run(self, key: str, state: WidgetState) -> None:
        message = self._page_again(state)
        message.rerun_script.fragment_id = self._fragments.get(key, "")
        self._note(await self._watch(message))

    def has(self, key: str) -> bool:
        """Whether the page has drawn this control."""
        return key in self._widgets

    def forget(self, beginning: str) -> None:
        """What was drawn for the last question is there no more."""
        for key in [key for key in self._widgets if key.startswith(beginning)]:
            del self._widgets[key]

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait for what the room brings. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    # --- waiting for news

    def listen(self) -> None:
        """Wait for news from now on, in a request of its own, again and again."""
        self._listening = asyncio.create_task(self._listen())

    async def stop_listening(self) -> None:
        """The page is gone, and its request with it."""
        if self._listening:
            self._listening.cancel()
            await asyncio.wait([self._listening])
        self._listening = None

    async def _listen(self) -> None:
        while self.kept and not self.over:
            question = {"code": self.kept["code"], "secret": self.kept["secret"]}
            answer = await self._http.post(self._address, json={**question, "seen": self.version})
            self.polls += 1
            version = -1 if answer.status_code == CLOSED else answer.json()["version"]
            if version != self.version:
                async with self._acting:
                    await self._tell("changed", version)
            await asyncio.sleep(GAP_SECONDS)

    async def _tell(self, event: str, value: Any) -> None:
        """Let the component say something, which runs its part of the page."""
        state = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{self._seat_id}__events")
        state.json_trigger_value = json.dumps([{"event": event, "value": value}])
        await self._run(self._seat_key, state)

    # --- a connection that is lost, and a page that is loaded again

    async def lose(self, seconds: float) -> None:
        """The connection breaks, and so does the request that waits; after a while both are there again."""
        async with self._acting:
            await self.stop_listening()
            self._socket.transport.abort()
            await asyncio.sleep(seconds)
            await self.connect_again()
            self._note(await self._watch(self._page_again()))
        self.listen()

    async def give_back(self) -> None:
        """What a tab does that was loaded again: the server hears of the seat that it has kept."""
        async with self._acting:
            await self._tell("kept", self.kept)

    # --- what the page shows

    def _note(self, seen: Seen) -> None:
        self.errors += seen.errors
        self._changed.set()

    async def _receive(self, seen: Seen) -> ForwardMsg:
        message = await super()._receive(seen)
        if message.WhichOneof("type") == "delta":
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            drawn = getattr(element, kind) if kind else None
            if match := WIDGET_ID.fullmatch(getattr(drawn, "id", "")):
                self._fragments[match[1]] = message.delta.fragment_id
                self._note_seat(match[1], element)
            self._read(element)
        return message

    def _note_seat(self, key: str, element: Element) -> None:
        component = element.bidi_component
        if component.component_name.split(".")[-1] != SEAT:
            return
        data = json.loads(component.json)
        self._seat_id, self._seat_key = component.id, key
        self._address = data["address"]
        if seat := data.get("seat"):
            self.kept, self.version, self.over = seat, data["version"], False
        elif data.get("left"):
            self.over = True
        self._changed.set()

    def _read(self, element: Element) -> None:
        if "nw-bars" in element.html.body:
            self.bars = tuple(map(int, BAR.findall(element.html.body)))
            self._changed.set()
