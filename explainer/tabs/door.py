"""What a request for the Gradio tabs passes after the front door.

Gradio answers more addresses than the tabs need, and believes more of what is posted to it than is
good for all other visitors: both ends here. Plain ASGI, as the front door.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.server.front_door import UPLOADS
from explainer.server.refusing import refuse

# what fetches addresses, runs programs, writes files, calls into components, waits for ever or serves
# a login that there is not; none of it is used by the tabs
SHUT = re.compile(
    r"/+(gradio_api/+)?(dev|proxy=.*|file=https?:.*|process_recording|component_server|custom_component"
    r"|deep_link|(undo-)?vibe-[a-z-]+|stream|run-history|profiling|login|logout|token|monitoring"
    r"|pwa_icon|svelte|mcp)(/.*)?",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_NAME = 255  # bytes that a file's name can have on disk; Gradio would stumble over more
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what browsers and Gradio's own client make up

NO_SUCH_ADDRESS = 404, "There is nothing at this address; /gradio/ names the endpoints."
UNREADABLE = 422, "This cannot be read. Send JSON with finite numbers, as /gradio/ shows it."


class GradioDoor:
    """Refuses addresses that the tabs do not use, and bodies that would disturb Gradio's queue."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        refused = NO_SUCH_ADDRESS if _is_shut(path) else None
        if not refused and scope["method"] == "POST" and not UPLOADS.search(path):
            body = await _whole(receive)
            receive = _again(body, receive)
            refused = None if is_sound(body) else UNREADABLE
        if refused:
            status, sentence = refused
            await refuse(scope, receive, send, status, sentence)
        else:
            await self._passed_on(scope, receive, send)

    async def _passed_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except RuntimeError as error:
            # who asks for a run that there is not gets a stream that says so, and then an exception
            if not isinstance(error.__cause__, HTTPException):
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_shut(path: str) -> bool:
    names = path.encode("utf-8", "replace").split(b"/")
    return SHUT.fullmatch(path) is not None or max(map(len, names)) > LONGEST_NAME


def is_sound(body: bytes) -> bool:
    """Whether this is JSON that can be stored, counted and sent back.

    Numbers are finite, texts are whole characters, and a session has a short name: Gradio keeps each
    name, and one with half a character would break its statistics for every visitor.
    """
    try:
        sent = json.loads(body, parse_constant=_finite, parse_float=_finite)
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # UnicodeError is one of the first
        return False
    session = sent.get("session_hash") if isinstance(sent, dict) else None
    return session is None or (isinstance(session, str) and SESSION.fullmatch(session) is not None)


def _finite(text: str) -> float:
    """The number. Raises ValueError for NaN and what is too large."""
    if not math.isfinite(number := float(text)):
        raise ValueError(text)
    return number


async def _whole(receive: Receive) -> bytes:
    """All of a body; the front door has bounded it."""
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, and after it whatever comes."""
    first: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return first.pop() if first else await receive()

    return replayed
