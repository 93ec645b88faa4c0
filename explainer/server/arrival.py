"""What Streamlit's page is given on its way to the browser: words for the two cases in which nothing can be shown.

A proxy that passes on another name cuts the page off, and a lost connection is told by Streamlit to programmers.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.server.front_door import outer_host
from explainer.strings import languages, say

SCRIPT = Path(__file__).with_name("arrival.js")
WORDS = {name: f"door.{name}" for name in ("host_title", "host", "host_mend", "lost_title", "lost")}
STREAMLITS = b'<div id="root">'  # stands in its page, and in no other
# the page is never the same for two names, so that browsers must not keep it, nor receive it compressed
DROPPED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


class Arrival:
    """Puts a script into Streamlit's page, and lets everything else through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; the page of a browser that arrives is held until it is whole."""
        if scope["type"] != "http" or not _arrives(scope):
            await self.app(scope, receive, send)
            return
        headers = [(k, v) for k, v in scope["headers"] if k not in DROPPED]
        script = script_for(outer_host(Headers(scope=scope)))
        await self.app({**scope, "headers": headers}, receive, WithScript(send, script))


class WithScript:
    """A way to send an HTML page: it goes out with the script, once all of it is there."""

    def __init__(self, send: Send, script: bytes) -> None:
        self._send, self._script = send, script
        self._start: Message | None = None
        self._page = b""

    async def __call__(self, message: Message) -> None:
        """Hold a page, send on all else."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)

    async def _send_page(self, start: Message) -> None:
        if STREAMLITS in self._page:
            self._page = self._page.replace(b"<head>", b"<head>" + self._script, 1)
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(self._page))
            for name in ("etag", "last-modified"):
                del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._page})


def script_for(asked: str) -> bytes:
    """The element; `asked` is the name under which the server was asked."""
    data = json.dumps({"asked": asked, "words": _words()}).replace("<", "\\u003c")
    code = SCRIPT.read_text(encoding="utf-8")
    return f"<script>globalThis.noisewalkArrival = {data};\n{code}</script>".encode()


@cache
def _words() -> dict[str, dict[str, str]]:
    return {code: {name: say(key, code) for name, key in WORDS.items()} for code in languages()}


def _arrives(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and is_html and "content-encoding" not in headers
