"""What browsers in a room ask all the time: has anything changed? Answered when it has, or after a while.

So a page that waits costs one request in twenty seconds, and works behind proxies that keep back what is streamed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.core.errors import UserError
from explainer.rooms import rooms
from explainer.rooms.protocol import GoneError, Seat
from explainer.rooms.waiting import TooManyError
from explainer.strings import Sentence

PATH = "/room/changes"
WAITING_SECONDS = 20.0  # proxies end what says nothing for longer than a minute, some sooner
MOST_BYTES = 1000
LARGEST_VERSION = 2**53  # which JavaScript counts exactly
NEVER_STORED = {"Cache-Control": "no-store"}
_UNDER_WAY: set[asyncio.Task[int]] = set()


class _NotAskedError(ValueError):
    """What came is no question."""


@dataclass(frozen=True)
class _Asked:
    code: str
    secret: str
    seen: int


def routes(base: str = "") -> list[BaseRoute]:
    """The address below the app's own, where browsers in a room ask."""
    return [Route(f"{base}{PATH}", changes, methods=["POST"])]


async def changes(request: Request) -> Response:
    """{"version": …} once it is not the one in {"code": …, "secret": …, "seen": …} any more, or after a while.

    400 for what cannot be read, 410 for a seat that is gone, 429 for one that asks in too many places, 503 where
    rooms cannot be reached.
    """
    try:
        asked = _read(await _body(request))
        version = await _unless_left(request, _changed(asked))
    except (_NotAskedError, ClientDisconnect):
        return _answer(400, error="This needs code, secret and seen.")
    except UserError as error:
        return _answer(_status(error), error=str(error))
    return _answer(200, version=version)


def let_go() -> None:
    """Answer whoever waits: the server is about to end. Only in its loop."""
    for working in _UNDER_WAY:
        working.cancel()


async def _changed(asked: _Asked) -> int:
    seat: Seat = await asyncio.to_thread(rooms().seat, asked.code, asked.secret)
    return await rooms().changed(seat, asked.seen, WAITING_SECONDS)


async def _unless_left(request: Request, answer: Coroutine[Any, Any, int]) -> int:
    """The answer; nobody works for a browser that has gone."""
    working, leaving = asyncio.create_task(answer), asyncio.create_task(_left(request))
    _UNDER_WAY.add(working)
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        if working.cancelled():
            raise UserError(Sentence("rooms.unreachable"))
        return working.result()
    finally:
        _UNDER_WAY.discard(working)
        working.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise _NotAskedError
    return body


def _read(body: bytes) -> _Asked:
    try:
        said = json.loads(body)
        asked = _Asked(said["code"], said["secret"], said["seen"])
    except (ValueError, RecursionError, TypeError, KeyError) as error:
        raise _NotAskedError from error
    texts = isinstance(asked.code, str) and isinstance(asked.secret, str)
    if not texts or type(asked.seen) is not int or not 0 <= asked.seen <= LARGEST_VERSION:
        raise _NotAskedError
    return asked


def _status(error: UserError) -> int:
    if isinstance(error, GoneError):
        return 410
    return 429 if isinstance(error, TooManyError) else 503


def _answer(status: int, **said: object) -> JSONResponse:
    return JSONResponse(said, status, NEVER_STORED)
