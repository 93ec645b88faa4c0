"""What app.py puts beside the pages: the Gradio tabs at /gradio/ and /healthz."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from explainer.engines.loaded import LOADED, OF_VISITS
from explainer.server import starting
from explainer.server.memory import freeze_loaded, resident_bytes
from explainer.server.starting import is_ready

DRAWN_SECONDS = 2.0  # from the end of a page's script until a browser shows it
UNVISITED_SECONDS = 5.0  # then the networks are loaded for whoever may come
PATIENCE_SECONDS = 20.0  # and then the tabs


WANTED = threading.Event()  # set when a page stands there: then all else is loaded, too


def page_drawn() -> None:
    """Tell that a page's script has ended; the browser is busy with what it sent for a moment longer."""
    if not WANTED.is_set():
        threading.Timer(DRAWN_SECONDS, WANTED.set).start()


class GradioBeside:
    """The Gradio tabs, loaded while the server already answers.

    Importing them takes seconds, in which the first visitor's page would come later. So it begins when that
    page stands there, when somebody asks for the tabs, or when nobody has come for a while. `load` imports and
    makes them, in a thread of its own; what it raises, the pages do without.
    """

    def __init__(self, load: Callable[[], Starlette]) -> None:
        self._load = load
        self._app: ASGIApp | None = None
        self._ready, self._stop = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """From the server's start to its end."""
        # Gradio's queue must be started and ended by one and the same task
        task = asyncio.create_task(self._live())
        yield
        WANTED.set()
        self._stop.set()
        await task

    async def _live(self) -> None:
        await asyncio.to_thread(WANTED.wait, PATIENCE_SECONDS)
        if self._stop.is_set():
            return
        try:
            self._app = app = await asyncio.to_thread(self._load)
        except Exception as error:  # whatever it is, the pages do without, and nobody waits for it
            print(f"There is no Gradio tab: {error}", file=sys.stderr)
            self._ready.set()
            return
        await asyncio.to_thread(freeze_loaded)
        # a mounted app is not told that the server starts: Gradio's queue would answer nothing
        async with app.router.lifespan_context(app):
            self._ready.set()
            await self._stop.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        WANTED.set()
        if await is_ready(self._ready, starting.ANSWER_SECONDS):
            await self._answer()(scope, receive, send)
        elif starting.asks_for_config(scope):
            await starting.answer_when_ready(self._ready, self._answer, scope, receive, send)
        else:
            await starting.starting(scope)(scope, receive, send)

    def _answer(self) -> ASGIApp:
        missing = PlainTextResponse("The package gradio is missing here or cannot be loaded.", 503)
        return self._app or missing


def health() -> dict[str, Any]:
    """Which networks are loaded, on which engines, how many calls they have waiting; the memory in MB.

    Also how many threads compute a guided picture's call. Says so before the networks' packages are there, and
    nothing of networks that belong to one visit, but that their calls wait.
    """
    engines = LOADED.copy()
    of_all = {name: engine for name, engine in engines.items() if name not in OF_VISITS}
    memory = resident_bytes()
    return {
        "ok": True,
        "networks": {name: engine.name for name, engine in of_all.items()},
        "threads": {name: engine.threads() for name, engine in of_all.items()},
        "waiting": sum(engine.waiting for engine in engines.values()),
        "memory_mb": memory and round(memory / 1e6),
    }


def healthz(request: Request) -> Response:
    """For load balancers: answers as soon as the server does."""
    return JSONResponse(health())


def routes(gradio: GradioBeside, base: str = "") -> list[BaseRoute]:
    """Everything that is not a page; `base` stands before every address of the app, such as "/noisewalk".

    /healthz is at the root too, where what watches over the process asks for it. Whoever comes to the root
    is led to the app.
    """
    there: list[BaseRoute] = [
        Route(f"{base}/healthz", healthz),
        Route(f"{base}/gradio", lambda request: _led_to("gradio/", request)),
        Mount(f"{base}/gradio", gradio),
    ]
    if not base:
        return there
    root = lambda request: _led_to(f"{base[1:]}/", request)  # noqa: E731
    return [*there, Route("/healthz", healthz), Route("/", root), Route(base, root)]


def _led_to(place: str, request: Request) -> Response:
    """To an address beside this one, with the same query: whatever a proxy calls the app, it is kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(status_code=307, headers={"location": place + query})
