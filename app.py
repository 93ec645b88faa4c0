"""Noisewalk. Start with: streamlit run app.py"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware

from explainer.core.environment import check_settings
from explainer.core.errors import UserError
from explainer.server import device, room_changes
from explainer.server.arrival import Arrival
from explainer.server.ending import ENDING, when_told_to_end
from explainer.server.front_door import FrontDoor
from explainer.server.memory import freeze_loaded, limit_malloc_arenas, release_memory_regularly
from explainer.server.routes import UNVISITED_SECONDS, WANTED, GradioBeside, routes


def gradio_tabs() -> Starlette:
    """The tabs, whose packages take seconds to import."""
    from explainer.tabs.mount import PATH, gradio_app

    return gradio_app(BASE + PATH)


def load_networks() -> None:
    """What the first visitor would otherwise wait for: importing torch, reading weights, one call."""
    # who is here already gets what the page needs loaded by the page itself, sooner without company
    WANTED.wait(UNVISITED_SECONDS)
    if ENDING.is_set():
        return
    from explainer.engines.registry import warm_up
    from explainer.experiments.settings import FOR_ANY_PICTURE, FOR_GENERATING

    for name in (FOR_ANY_PICTURE, FOR_GENERATING):  # what the pages begin with
        if not ENDING.is_set():
            warm_up(name)
    freeze_loaded()


# --server.baseUrlPath: what stands before every address where the app is not at the root of its server
BASE = f"/{str(st.get_option('server.baseUrlPath') or '').strip('/')}".rstrip("/")

try:
    check_settings()
except (
    UserError
) as error:  # whoever starts the app reads a sentence, not where in the code it was found
    sys.exit(str(error))

limit_malloc_arenas()
gradio = GradioBeside(gradio_tabs)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, object]]:
    """Load while the server already answers."""
    # waited for at the end: an interpreter that ends around a thread which is still inside torch ends with a crash
    threading.Thread(target=load_networks, daemon=False).start()
    when_told_to_end(room_changes.let_go)
    tidying = asyncio.create_task(release_memory_regularly())
    try:
        async with gradio.running():
            yield {}
            ENDING.set()
    finally:
        tidying.cancel()


app = st.App(
    "explainer/main.py",
    lifespan=lifespan,
    routes=[*routes(gradio, BASE), *device.routes(BASE), *room_changes.routes(BASE)],
    middleware=[Middleware(FrontDoor), Middleware(Arrival)],
)

if __name__ == "__main__":
    app.run()
