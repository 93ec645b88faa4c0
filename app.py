"""Noisewalk. Start with: streamlit run app.py"""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def healthz(request: Request) -> Response:
    """For load balancers: answers as soon as the server does."""
    return JSONResponse({"ok": True})


def load_network() -> None:
    """What the first visitor would otherwise wait for: importing torch, reading weights, one call."""
    from explainer.models.engine import warm_up

    for name in ("photos", "sprites"):  # what the pages begin with
        warm_up(name)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, object]]:
    """Load while the server already answers."""
    threading.Thread(target=load_network, daemon=True).start()
    yield {}


app = st.App("explainer/main.py", lifespan=lifespan, routes=[Route("/healthz", healthz)])

if __name__ == "__main__":
    app.run()
