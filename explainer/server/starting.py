"""What is answered while the Gradio tabs are still being loaded: nobody waits without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.strings import nearest_language, say

ANSWER_SECONDS = 1.5  # nobody waits longer for the first byte
BREATH_SECONDS = 1.0  # between two signs of life; programs give up after five or twenty without one
AGAIN_SECONDS = "2"
JSON_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


async def is_ready(ready: asyncio.Event, seconds: float) -> bool:
    """Whether it is so within this time."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ready.wait(), seconds)
    return ready.is_set()


def asks_for_config(scope: Scope) -> bool:
    """Whether this is how a program begins: with what the tabs are made of, and it tries only once."""
    is_get: bool = scope["type"] == "http" and scope["method"] == "GET"
    return is_get and str(scope["path"]).endswith("/config")


def starting(scope: Scope) -> Response:
    """A page that looks again by itself; for programs a sentence with the same status."""
    headers = Headers(scope=scope)
    again = {"Retry-After": AGAIN_SECONDS, "Cache-Control": "no-store"}
    if "text/html" not in headers.get("accept", ""):
        sentence = say("door.starting")
        return JSONResponse({"error": sentence, "detail": sentence}, 503, again)
    code = nearest_language(headers.get("accept-language", "")[:2])
    page = PAGE.format(language=code, again=AGAIN_SECONDS, sentence=say("door.starting", code))
    return HTMLResponse(page, 503, again)


PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta http-equiv="refresh" content="{again}"><meta name="color-scheme" content="light dark">
<title>Noisewalk</title><p style="font: 1rem system-ui, sans-serif; margin: 2rem">{sentence}</p></html>"""


async def answer_when_ready(
    ready: asyncio.Event, app: Callable[[], ASGIApp], scope: Scope, receive: Receive, send: Send
) -> None:
    """Begin to answer with JSON at once, go on with spaces, which JSON ignores, and then let the app say it."""
    await send({"type": "http.response.start", "status": 200, "headers": JSON_HEADERS})
    while not await is_ready(ready, BREATH_SECONDS):
        await send({"type": "http.response.body", "body": b" ", "more_body": True})

    async def body_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            await send(message)

    plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
    await app()({**scope, "headers": plain}, receive, body_only)
