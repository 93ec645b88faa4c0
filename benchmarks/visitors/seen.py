"""What one run of a page's script sends to a visitor: frames, the picture, how the run ended, errors."""

from __future__ import annotations

import base64
import functools
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explainer import strings

FILM = ("film_player", "frame_feed")  # the components that carry the frames of a run
COMPLAINTS = (Alert.ERROR, Alert.WARNING)


@functools.cache
def _sentence(key: str) -> re.Pattern[str]:
    """How a sentence of the pages on the end of a run looks with its numbers."""
    holes = dict.fromkeys(("i", "n", "calls", "seconds"), "@")
    return re.compile(re.escape(strings.say(key, **holes)).replace("@", r"([\d.]+)"))


@dataclass
class Seen:
    """What one run of a page's script sent to the visitor."""

    started: float = field(default_factory=time.perf_counter)
    first: float | None = None  # seconds until the first frame of a film
    pictured: float | None = None  # until the finished picture
    seconds: float | None = None  # until the script was over, if the visitor waited for it
    frames: int = 0  # messages with new frames
    calls: int = 0  # network calls of the run, as the page says
    ending: str = ""  # of the run: "here" if it was computed now, "earlier", "shipped", "stopped"
    result: bytes | None = None  # the finished picture as the page's PNG
    bytes: int = 0  # everything that came over the socket
    errors: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # in boxes and beside bars of progress

    @property
    def computed(self) -> bool:
        """Whether the network was called for it, and frame by frame: no cache, nothing that ships."""
        return self.ending == "here" and self.frames > 1

    def _elapsed(self) -> float:
        return time.perf_counter() - self.started

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
        elif kind == "alert":
            self.told.append(element.alert.body)
        elif kind == "progress":
            self.told.append(element.progress.text)

    def _film(self, data: dict[str, Any]) -> None:
        if "tracks" not in data:  # Start's film, which is no run
            return
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

    def note_errors(self, message: ForwardMsg) -> None:
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
