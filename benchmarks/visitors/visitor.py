"""A visitor: one open tab that speaks Streamlit's own protocol, as the script of a page in a browser does.

It sends the values of the controls, and reads what the server draws until the run of the page's script is over.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.visitors.seen import Seen
from benchmarks.visitors.widget import WIDGET_ID, Widget, state_of
from explainer.server.leaving import GOING_AWAY

Until = Callable[[Seen], bool]


def the_end(seen: Seen) -> bool:
    """Watch to the end of the script."""
    return False


class Visitor:
    """One open tab. Enter it, `open` a page, then act on it. One thing at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.session = ""  # as the server calls it
        self._widgets: dict[str, Widget] = {}  # by the key that the page gave them
        self._values: dict[str, WidgetState] = {}  # by id: a browser sends all of them, every time
        self._pages: dict[str, str] = {}  # hashes, by the name in the address
        self._page, self._query = "", ""
        self._looks = ""  # the part of the page that is drawn again by itself

    async def __aenter__(self) -> Self:
        await self._connect("streamlit")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close(GOING_AWAY)  # as a browser does that closes a page

    async def _connect(self, *protocols: str) -> None:
        # a browser sends no pings of its own
        self._socket: ClientConnection = await connect(
            f"{self._url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=Origin(self._url),
            subprotocols=[Subprotocol(p) for p in protocols],
            max_size=None,
            ping_interval=None,
            open_timeout=60,
        )

    async def lose_connection(self) -> None:
        """The network fails, without a word to the server, and the page connects again as itself."""
        self._socket.transport.abort()
        await self.connect_again()

    async def connect_again(self) -> None:
        """Ask for the session that this tab had."""
        # the second place is for a token that matters to those who log in
        await self._connect("streamlit", "none", self.session)

    async def open(self, page: str, until: Until = the_end, **parameters: Any) -> Seen:
        """Follow a link to a page of the app, named as in the address. A link opens a tab of its own."""
        if self.session:
            raise RuntimeError("this tab shows a page already")
        self._query = urlencode(parameters, doseq=True)
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = page
        return await self._watch(message, until)

    @property
    def pages(self) -> tuple[str, ...]:
        """What the navigation offers, as it stands in the address; "" is the first."""
        return tuple(self._pages)

    @property
    def page(self) -> str:
        """The one that is open."""
        return next(name for name, hash_ in self._pages.items() if hash_ == self._page)

    async def turn_to(self, page: str, until: Until = the_end) -> Seen:
        """Choose another page in the navigation."""
        self._values.clear()
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page = self._pages[page]
        return await self._watch(message, until)

    async def act(self, button: str = "", until: Until = the_end, **values: Any) -> Seen:
        """Set controls, by their keys, and press a button: one message, as a browser sends it."""
        parameters = parse_qs(self._query)
        for key, value in values.items():
            widget = self._widgets[key]
            self._values[widget.id] = state_of(widget, value)
            if widget.parameter:
                parameters[widget.parameter] = [str(value)]
        self._query = urlencode(parameters, doseq=True)
        pressed = [state_of(self._widgets[button], True)] if button else []
        return await self._watch(self._page_again(*pressed), until)

    def _page_again(self, *pressed: WidgetState) -> BackMsg:
        """Ask for the page as its controls are now, with what is pressed for this once."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend((*self._values.values(), *pressed))
        return message

    async def rerun(self) -> Seen:
        """What a page asks for when it has connected again."""
        return await self.act()

    async def look_again(self) -> Seen:
        """What a page does every second or so, where a part of it shows how something goes on."""
        message = self._page_again()
        message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = self._looks, True
        return await self._watch(message)

    async def stop_script(self) -> Seen:
        """Stop, in the menu of the page: the script ends where it is."""
        return await self._watch(BackMsg(stop_script=True), started=True)

    async def upload(self, name: str, content: bytes, uploader: str = "_file_sidebar") -> Seen:
        """Give a file to an uploader of the page, in the three steps that a browser takes."""
        place = await self._place_for(name)
        async with httpx.AsyncClient(base_url=self._url, timeout=60) as http:
            headers = {"Origin": self._url}
            files = {"file": (name, content, "image/jpeg")}
            (await http.put(place.upload_url, files=files, headers=headers)).raise_for_status()
        info = UploadedFileInfo(
            name=name, size=len(content), file_id=place.file_id, file_urls=place
        )
        key = [key for key in self._widgets if key.startswith(uploader)][-1]
        return await self.act(**{key: info})

    async def _place_for(self, name: str) -> FileURLs:
        """Where the server wants a file."""
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        await self._socket.send(message.SerializeToString())
        while (answer := await self._receive(Seen())).WhichOneof("type") != "file_urls_response":
            pass
        place: FileURLs = answer.file_urls_response.file_urls[0]
        return place

    async def _watch(self, message: BackMsg, until: Until = the_end, started: bool = False) -> Seen:
        """Send, and read until the script that this started is over, or `until` is satisfied."""
        seen = Seen()
        await self._socket.send(message.SerializeToString())
        while not until(seen):
            received = await self._receive(seen)
            kind = received.WhichOneof("type")
            if kind == "new_session":
                started = True
            elif kind == "delta" and started:  # before it, these are of the interrupted run
                seen.draw(received.delta.new_element)
            elif kind == "script_finished" and started:
                if received.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                seen.end()
                break
        return seen

    async def _receive(self, seen: Seen) -> ForwardMsg:
        """The next message; raises ConnectionClosed if the server closes the page."""
        raw = await self._socket.recv()
        assert isinstance(raw, bytes)
        seen.bytes += len(raw)
        message = ForwardMsg()
        message.ParseFromString(raw)
        seen.note_errors(message)
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id or self.session
                self._page = message.new_session.page_script_hash
            case "navigation":
                self._pages = {
                    p.url_pathname: p.page_script_hash for p in message.navigation.app_pages
                }
                self._page = message.navigation.page_script_hash
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "auto_rerun":
                self._looks = message.auto_rerun.fragment_id
            case "delta":
                self._remember(message.delta.new_element)
        return message

    def _remember(self, element: Element) -> None:
        """The controls that the page draws, so that they can be used."""
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind) if kind else None
        if match := WIDGET_ID.fullmatch(getattr(drawn, "id", "")):
            self._widgets.pop(match[1], None)  # the newest stands last
            parameter = getattr(drawn, "query_param_key", "")
            self._widgets[match[1]] = Widget(match[0], str(kind), parameter)
            if getattr(drawn, "set_value", False):  # the page itself has changed the control
                self._values.pop(match[0], None)
