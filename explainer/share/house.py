"""What app.py puts beside the pages: the Gradio tabs at /gradio/ and /healthz."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import importlib
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

M_ARENA_MAX = -8  # as in malloc.h
RETURN_SECONDS = 15.0  # a tenth of a second of looking for garbage each time
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
    page stands there, when somebody asks for the tabs, or when nobody has come for a while.
    """

    def __init__(self) -> None:
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
            mount = await asyncio.to_thread(importlib.import_module, "explainer.share.mount")
            self._app = app = await asyncio.to_thread(mount.gradio_app)
        except Exception as error:  # whatever it is, the pages do without, and nobody waits for it
            print(f"There is no Gradio tab: {error}", file=sys.stderr)
            self._ready.set()
            return
        await asyncio.to_thread(set_aside)
        async with mount.started(app):
            self._ready.set()
            await self._stop.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        WANTED.set()
        await self._ready.wait()
        missing = PlainTextResponse("The package gradio is missing here or cannot be loaded.", 503)
        await (self._app or missing)(scope, receive, send)


def set_aside() -> None:
    """What is loaded now stays until the end: let nobody look through it for garbage again.

    With torch, Streamlit and Gradio in memory that takes a fifth of a second each time, in which no other thread runs.
    What loading needed for a while, some 70 MB, goes back to the system.
    """
    gc.collect()
    gc.freeze()
    _glibc("malloc_trim", 0)


def _glibc(function: str, *arguments: int) -> None:
    """Call one of its own functions on memory; other systems and libraries do without."""
    if sys.platform == "linux" and (call := getattr(ctypes.CDLL(None), function, None)):
        call(*arguments)


def share_memory() -> None:
    """Let all threads take memory from two places: each visitor's would keep what it once had for itself.

    glibc's own choice is eight places for each core (mallopt(3)).
    """
    _glibc("mallopt", M_ARENA_MAX, 2)


async def returning_memory() -> None:
    """Again and again, give the system back what visitors have left: else a class that has gone keeps its place."""
    while True:
        await asyncio.sleep(RETURN_SECONDS)
        forget_who_left()
        await asyncio.to_thread(_return_memory)


def forget_who_left() -> None:
    """Let go of visitors whose time to come back is over.

    Streamlit looks for them only when somebody else leaves; the last ones of a class would stay. Call it in
    the thread of the server's loop.
    """
    from streamlit import runtime

    # no public way leads there; where it has changed, they go when somebody else leaves
    with suppress(AttributeError, RuntimeError):
        runtime.get_instance()._session_mgr._session_storage._cache.expire()  # type: ignore[attr-defined]


def _return_memory() -> None:
    gc.collect()  # a visitor's session is a circle, which nothing but this undoes
    _glibc("malloc_trim", 0)


def resident_bytes() -> int | None:
    """Memory of this process; None where the system does not say."""
    try:
        fields = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(f.split()[1]) * 1024 for f in fields if f.startswith("VmRSS")), None)


def health() -> dict[str, Any]:
    """Which networks are loaded, on which engines, how many calls they have waiting; the memory in MB.

    Says so without importing anything: it must answer before the networks are there.
    """
    # half imported at first: then it has no engines yet
    engine_for = getattr(sys.modules.get("explainer.models.engine"), "engine_for", None)
    engines = engine_for.made() if engine_for else {}
    memory = resident_bytes()
    return {
        "ok": True,
        "networks": {name: made.name for (name,), made in engines.items()},
        "waiting": sum(made.waiting for made in engines.values()),
        "memory_mb": memory and round(memory / 1e6),
    }


def healthz(request: Request) -> Response:
    """For load balancers: answers as soon as the server does."""
    return JSONResponse(health())


def routes(gradio: GradioBeside) -> list[BaseRoute]:
    """Everything that is not a page."""
    return [
        Route("/healthz", healthz),
        Route("/gradio", lambda request: RedirectResponse("/gradio/")),
        Mount("/gradio", gradio),
    ]
