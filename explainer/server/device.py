"""What a visitor's own device needs to run a network: files under /device/, known one by one.

Every name holds a version or a hash, so browsers may keep the files for good.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.javascript import bundle

PATH = "/device"
WORKER = Path(__file__).with_name("device_worker.js")
FOREVER = "public, max-age=31536000, immutable"
MEDIA = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".onnx": "application/octet-stream",
}


@dataclass(frozen=True)
class Sources:
    """Addresses of what a run needs, and how many bytes a first visit fetches."""

    worker: str
    script: str
    program: str
    network: str
    decoder: str | None  # of a network in latents
    size: int

    def under(self, base: str) -> Sources:
        """The same where the app is served under a path, such as "/noisewalk"."""
        return replace(
            self,
            worker=base + self.worker,
            script=base + self.script,
            program=base + self.program,
            network=base + self.network,
            decoder=self.decoder and base + self.decoder,
        )


# the packages of the networks are imported when they are asked for: /healthz answers before them


def sources(network: str) -> Sources | None:
    """For a checkpoint; None where the runtime was not fetched or the checkpoint not exported."""
    from explainer.engines import onnx_files
    from explainer.server.device_runtime import PROGRAM, SCRIPT

    runtime, paths = _runtime(), onnx_files.onnx_paths(network)
    if not paths or not runtime:
        return None
    script, program = _versioned(SCRIPT), _versioned(PROGRAM)
    worker, text = _worker()
    files = (runtime[script], runtime[program], *paths)
    of_network, *decoders = (f"{PATH}/{path.name}" for path in paths)
    return Sources(
        worker=f"{PATH}/{worker}",
        script=f"{PATH}/{script}",
        program=f"{PATH}/{program}",
        network=of_network,
        decoder=next(iter(decoders), None),
        size=len(text.encode()) + sum(_as_sent(file).stat().st_size for file in files),
    )


def available() -> bool:
    """Whether any network can be run on a visitor's device."""
    return bool(_runtime() and _networks())


def _files() -> dict[str, Path]:
    """Every file that is served as it is, by its name in the address."""
    return {**_runtime(), **_networks()} if available() else {}


@cache
def _worker() -> tuple[str, str]:
    """Its name in the address, and its text."""
    text = bundle(WORKER)
    return f"worker-{hashlib.sha256(text.encode()).hexdigest()[:12]}.js", text


def _versioned(name: str) -> str:
    from explainer.server.device_runtime import VERSION

    return f"{VERSION}-{name}"


def _runtime() -> dict[str, Path]:
    """Both files, or nothing."""
    from explainer.server.device_runtime import FILES, folder

    files = {_versioned(name): folder() / name for name in FILES}
    return files if all(file.is_file() for file in files.values()) else {}


def _networks() -> dict[str, Path]:
    from explainer.engines import onnx_files
    from explainer.networks.checkpoints import available

    paths = [path for name in available() for path in onnx_files.onnx_paths(name)]
    return {path.name: path for path in paths}


def _as_sent(file: Path) -> Path:
    """The compressed file beside it, if there is one."""
    from explainer.engines.onnx_files import compressed

    return smaller if (smaller := compressed(file)).is_file() else file


def serve(request: Request) -> Response:
    """The worker or one of the known files; 404 for any other name."""
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    name = request.path_params["file"]
    worker, text = _worker()
    if name == worker and available():
        return Response(text, headers=headers, media_type=MEDIA[".js"])
    file = _files().get(name)
    if file is None:
        return PlainTextResponse("There is no such file.", 404)
    sent = _as_sent(file) if "gzip" in request.headers.get("accept-encoding", "") else file
    if sent != file:
        headers["Content-Encoding"] = "gzip"
    return FileResponse(sent, headers=headers, media_type=MEDIA[file.suffix])


def routes(base: str = "") -> list[BaseRoute]:
    """The one route; `base` stands before every address of the app."""
    return [Route(base + PATH + "/{file}", serve)]
