"""The Gradio tabs as an ASGI app that another server carries at /gradio/."""

from __future__ import annotations

import os
import tempfile

# before Gradio is imported: its uploads and pictures go to a folder that only this user may enter
os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="noisewalk-")
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import atexit
import shutil
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.route_utils import FnIndexInferError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explainer.media.limits import MAX_BYTES
from explainer.server.front_door import FrontDoor
from explainer.tabs.door import GradioDoor
from explainer.tabs.language import translations
from explainer.tabs.tabs import PIXELATED, build, theme

PATH = "/gradio"
# no file is served but those that the tabs made, no error text but our own sentences
CLOSED: dict[str, Any] = {
    "max_file_size": MAX_BYTES,
    "show_error": False,
    "allowed_paths": [],
    "enable_monitoring": False,
    "run_history": False,
    "footer_links": ["api", "settings"],
    "mcp_server": False,
    "ssr_mode": False,
}

atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)


def options() -> dict[str, Any]:
    """Of the server inside Gradio: a call of something that there is not is no failure of the server."""
    missing = dict.fromkeys((FnIndexInferError, KeyError), no_such_endpoint)
    return {"exception_handlers": {**missing, TypeError: other_inputs}}


def no_such_endpoint(request: Request, error: Exception) -> Response:
    """A sentence with status 404."""
    return PlainTextResponse(
        "There is no such endpoint; /gradio/ names them under “Use via API”.", 404
    )


def other_inputs(request: Request, error: Exception) -> Response:
    """A sentence with status 422 where a program named the inputs of an endpoint wrongly."""
    if "/call/v2/" not in request.url.path:
        raise error
    return PlainTextResponse(
        "These are not the inputs of this endpoint; /gradio/ names them under “Use via API”.", 422
    )


def gradio_app(path: str = PATH) -> FastAPI:
    """The tabs, to be mounted at `path`."""
    i18n = translations()
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(GradioDoor)
    gr.mount_gradio_app(
        app,
        build(i18n),
        path="/",
        root_path=path,
        i18n=i18n,
        theme=theme(),
        css=PIXELATED,
        app_kwargs=options(),
        **CLOSED,
    )
    return app


def launch(
    port: int, public: bool = False, address: str = "127.0.0.1"
) -> tuple[str | None, gr.Blocks]:
    """Serve the tabs alone; their address, or None if a public one was wanted and cannot be had."""
    i18n = translations()
    blocks = build(i18n)
    _, local, shared = blocks.launch(
        server_name=address,
        server_port=port,
        share=public,
        prevent_thread_lock=True,
        quiet=True,
        i18n=i18n,
        theme=theme(),
        css=PIXELATED,
        app_kwargs={**options(), "middleware": [Middleware(FrontDoor), Middleware(GradioDoor)]},
        **CLOSED,
    )
    return (shared if public else local), blocks
