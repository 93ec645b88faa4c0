"""Visitors without a browser: the app in a process of its own, pages over real websockets, its memory.

A Visitor speaks Streamlit's own protocol, as the page's script does: it sends what the controls say, and reads
what the server draws until the run of the page's script is over.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

import httpx
import psutil
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that the commands run as files, too

from explainer import strings
from explainer.server.leaving import GOING_AWAY

FILM = ("film_player", "frame_feed")  # the components that carry the frames of a run
COMPLAINTS = (Alert.ERROR, Alert.WARNING)
XSRF = "_streamlit_xsrf"  # the cookie that an upload must bring back as a header
WIDGET = re.compile(
    r"\$\$ID-[0-9a-f]+-(.+)"
)  # the end of a widget's id is the key that its page gave it
START_SECONDS = 120  # for the app to start, on a slow machine
TRACEBACK = "Traceback (most recent call last)"
COLOURS = re.compile(
    r"\x1b\[[\d;]*m"
)  # Streamlit writes them into tracebacks, and frames around them


# ---- the server


class Server:
    """`streamlit run app.py` on a free port of this machine. What it says goes into a file."""

    def __init__(self) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://localhost:{port}"
        handle, name = tempfile.mkstemp(prefix="noisewalk-", suffix=".log")
        self._log = Path(name)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        with os.fdopen(handle, "wb") as log:
            self.begun = time.perf_counter()
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._log.unlink()

    def tracebacks(self) -> list[str]:
        """Every traceback in the log so far, shortened."""
        text = COLOURS.sub("", self._log.read_text(encoding="utf-8", errors="replace"))
        ends = (" ".join(part.split())[-300:] for part in text.split(TRACEBACK)[1:])
        return [f"in the server's log: …{end}" for end in ends]

    def _processes(self) -> list[psutil.Process]:
        process = psutil.Process(self.process.pid)
        return [process, *process.children(recursive=True)]

    def memory(self) -> float:
        """MB that the process and its children have resident; what they share counts for each."""
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):  # a child that has just ended
                total += process.memory_info().rss
        return total / 1e6

    def cpu_seconds(self) -> float:
        """What it has used of the processor so far, all cores together."""
        return sum(map(cpu_seconds, self._processes()))


def cpu_seconds(process: psutil.Process) -> float:
    """What one process has used of the processor so far."""
    used = process.cpu_times()
    return float(used.user + used.system)


def health(url: str) -> dict[str, Any]:
    """What the app says of itself. Raises OSError where nothing answers."""
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        said: dict[str, Any] = json.load(answer)
    return said


class Elsewhere:
    """An app that runs already, and what can be known of it from outside."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It runs on."""

    def tracebacks(self) -> list[str]:
        """Its log is not seen."""
        return []

    def memory(self) -> float:
        """MB, as the app itself reports."""
        return float(health(self.url)["memory_mb"] or 0)

    def cpu_seconds(self) -> None:
        """Not to be known."""


@contextmanager
def running(url: str | None = None) -> Iterator[Server | Elsewhere]:
    """The app at `url`, or one that is started for the occasion; everything loaded, nobody there."""
    with Elsewhere(url) if url else Server() as app:
        wait_until_ready(app.url)
        yield app


def wait_until_ready(url: str) -> None:
    """Until the pages answer, the tabs too, and the first networks are loaded. Raises TimeoutError."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if len(health(url)["networks"]) >= 2:  # what the pages begin with
                urllib.request.urlopen(f"{url}/gradio/", timeout=START_SECONDS).close()
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the app did not start")


class Memory:
    """Watches a server's memory from a thread, as long as it is entered. MB."""

    def __init__(self, read: Callable[[], float], every: float = 0.25) -> None:
        self._read, self._every = read, every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.samples: list[tuple[float, float]] = []  # seconds since the beginning, MB

    def __enter__(self) -> Self:
        self._begun = time.perf_counter()
        self._note()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._note()

    def _note(self) -> None:
        # too busy to answer, or ended: the visitors will tell
        with suppress(OSError, psutil.Error):
            self.samples.append((time.perf_counter() - self._begun, self._read()))

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            self._note()

    def summary(self) -> dict[str, float]:
        """At the beginning, at most and at the end."""
        values = [mb for _, mb in self.samples] or [0.0]
        names = {"start": values[0], "peak": max(values), "end": values[-1]}
        return {name: round(mb, 1) for name, mb in names.items()}


# ---- what a page says


@functools.cache
def _sentence(key: str) -> re.Pattern[str]:
    """How a sentence of the pages on the end of a run looks with its numbers."""
    holes = dict.fromkeys(("i", "n", "calls", "seconds"), "@")
    return re.compile(re.escape(strings.say(key, **holes)).replace("@", r"([\d.]+)"))


@dataclass
class Seen:
    """What one run of a page's script sent to the visitor."""

    begun: float = field(default_factory=time.perf_counter)
    first: float | None = None  # seconds until the first frame of a film
    pictured: float | None = None  # until the finished picture
    seconds: float | None = (
        None  # until the script was over; None if the visitor did not wait for it
    )
    frames: int = 0  # messages with new frames
    calls: int = 0  # network calls of the run, as the page says
    ending: str = ""  # of the run: "here" if it was computed now, "earlier", "shipped", "stopped"
    result: bytes | None = None  # the finished picture as the page's PNG
    bytes: int = 0  # everything that came over the socket
    errors: list[str] = field(default_factory=list)

    @property
    def computed(self) -> bool:
        """Whether the network was called for it, and frame by frame: no cache, nothing that ships."""
        return self.ending == "here" and self.frames > 1

    def _elapsed(self) -> float:
        return time.perf_counter() - self.begun

    def end(self) -> None:
        """The script is over."""
        self.seconds = self._elapsed()

    def draw(self, element: Element) -> None:
        """An element that the page draws."""
        kind = element.WhichOneof("type")
        if kind == "bidi_component" and element.bidi_component.component_name in FILM:
            self._film(json.loads(element.bidi_component.json))
        elif kind == "markdown":
            self.read(element.markdown.body)

    def _film(self, data: dict[str, Any]) -> None:
        first, *_ = data["tracks"]
        if first["frames"] or first["live"]:
            self.frames += 1
            self.first = self.first or self._elapsed()
        if first["frames"] and first["frames"][-1]["t"] == 0:  # the result ends a film
            self.pictured = self.pictured or self._elapsed()
            self.result = base64.b64decode(first["frames"][-1]["src"].partition(",")[2])

    def read(self, body: str) -> None:
        """A sentence, which may be the one on how the run ended."""
        for ending in ("here", "earlier", "shipped", "stopped"):
            if match := _sentence(f"run.{ending}").match(body):
                self.ending = ending
                self.calls = 0 if ending == "stopped" else int(match[2])

    def complain(self, message: ForwardMsg) -> None:
        """Take note of anything that no visitor should ever see."""
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            self.errors.append(f"exception: {element.exception.type} {element.exception.message}")
        if element.WhichOneof("type") == "alert" and element.alert.format in COMPLAINTS:
            self.errors.append(f"on the page: {element.alert.body}")
        if message.WhichOneof("type") == "page_not_found":
            self.errors.append("there is no such page")
        if message.session_event.script_compilation_exception.type:
            self.errors.append("the page's script cannot be compiled")


# ---- the visitor


@dataclass(frozen=True)
class Widget:
    """A control on the page: its id, its kind, and its name in the address if it has one."""

    id: str
    kind: str
    parameter: str


def _state(widget: Widget, value: Any) -> WidgetState:
    """What a browser sends for a control. A button's value is that it was pressed."""
    state = WidgetState(id=widget.id)
    match widget.kind:
        case "button":
            state.trigger_value = True
        case "slider":
            state.double_array_value.data.extend(value if isinstance(value, tuple) else [value])
        case "number_input":
            state.int_value = value
        case "selectbox" | "text_input":
            state.string_value = value
        case "checkbox":
            state.bool_value = value
        case "file_uploader":
            state.file_uploader_state_value.uploaded_file_info.append(value)
        case _:
            raise ValueError(f"no visitor knows how to use a {widget.kind}")
    return state


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
        self._said: dict[str, WidgetState] = {}  # by id: a browser sends all of them, every time
        self._pages: dict[str, str] = {}  # hashes, by the name in the address
        self._page, self._query = "", ""

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
        self._said.clear()
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page = self._pages[page]
        return await self._watch(message, until)

    async def act(self, button: str = "", until: Until = the_end, **values: Any) -> Seen:
        """Set controls, by their keys, and press a button: one message, as a browser sends it."""
        parameters = parse_qs(self._query)
        message = BackMsg()
        for key, value in values.items():
            widget = self._widgets[key]
            self._said[widget.id] = _state(widget, value)
            if widget.parameter:
                parameters[widget.parameter] = [str(value)]
        self._query = urlencode(parameters, doseq=True)
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(self._said.values())
        if button:
            pressed = _state(self._widgets[button], True)
            message.rerun_script.widget_states.widgets.append(pressed)
        return await self._watch(message, until)

    async def rerun(self) -> Seen:
        """What a page asks for when it has connected again."""
        return await self.act()

    async def stop_script(self) -> Seen:
        """Stop, in the menu of the page: the script ends where it is."""
        return await self._watch(BackMsg(stop_script=True), begun=True)

    async def upload(self, name: str, content: bytes, uploader: str = "_file_sidebar") -> Seen:
        """Give a file to an uploader of the page, in the three steps that a browser takes."""
        place = await self._place_for(name)
        async with httpx.AsyncClient(base_url=self._url, timeout=60) as http:
            await http.get("/_stcore/health")  # brings the cookie
            headers = {"Origin": self._url, "X-Xsrftoken": http.cookies[XSRF]}
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

    async def _watch(self, message: BackMsg, until: Until = the_end, begun: bool = False) -> Seen:
        """Send, and read until the script that this began is over, or `until` says that it is enough."""
        seen = Seen()
        await self._socket.send(message.SerializeToString())
        while not until(seen):
            told = await self._receive(seen)
            kind = told.WhichOneof("type")
            if kind == "new_session":
                begun = True
            elif kind == "delta" and begun:  # before it, these are of the run that was interrupted
                seen.draw(told.delta.new_element)
            elif kind == "script_finished" and begun:
                if told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
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
        seen.complain(message)
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
            case "delta":
                self._remember(message.delta.new_element)
        return message

    def _remember(self, element: Element) -> None:
        """The controls that the page draws, so that they can be used."""
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind) if kind else None
        if match := WIDGET.fullmatch(getattr(drawn, "id", "")):
            self._widgets.pop(match[1], None)  # the newest stands last
            parameter = getattr(drawn, "query_param_key", "")
            self._widgets[match[1]] = Widget(match[0], str(kind), parameter)
            if getattr(
                drawn, "set_value", False
            ):  # the page itself has changed what the control says
                self._said.pop(match[0], None)


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
