"""How a request is refused: in a sentence that whoever sent it can read, and in a line for whoever runs the server."""

from __future__ import annotations

import sys

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

MOST_LINES = 20  # different ones in the log: nobody shall fill it with names


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    """Answer with the reason; to a script as JSON, in which Gradio's own page finds what to show."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": reason[:120]})
        return
    await _answer(scope, status, reason)(scope, receive, send)


def _answer(scope: Scope, status: int, reason: str) -> Response:
    if "/gradio_api/" in scope["path"] or "json" in Headers(scope=scope).get("accept", ""):
        return JSONResponse({"error": reason, "detail": reason}, status)
    return PlainTextResponse(reason, status)


class Log:
    """Lines on the error output, each once and not many."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def tell(self, line: str) -> None:
        """Write the line, if it is new."""
        if line not in self._told and len(self._told) < MOST_LINES:
            self._told.add(line)
            print(line, file=sys.stderr, flush=True)


LOG = Log()
