"""ONNX Runtime Web, which runs networks in visitors' browsers, fetched once by this command:

    python -m explainer.server.device_runtime

asks the npm registry for one package of one version, refuses it if its hash is another than the one
below, and unpacks two files of it into `engines/ort/`. The app never fetches anything.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import shutil
import sys
import tarfile
import tempfile
import time
import urllib.request
from pathlib import Path

from explainer.core.errors import UserError
from explainer.engines import onnx_files

VERSION = "1.30.0"
SOURCE = f"https://registry.npmjs.org/onnxruntime-web/-/onnxruntime-web-{VERSION}.tgz"
# as the registry states it: base64 of the SHA-512
INTEGRITY = (
    "q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ=="
)
SCRIPT, PROGRAM = "ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"
FILES = (SCRIPT, PROGRAM)
TRIES = 3
LICENCE = """ONNX Runtime Web {version}, https://github.com/microsoft/onnxruntime

MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""  # the package holds no file of it; its scripts name it


def folder() -> Path:
    """Where the files lie."""
    return onnx_files.FOLDER / "ort"


def fetch(source: str = SOURCE, integrity: str = INTEGRITY, pause: float = 3.0) -> Path:
    """Fetch, verify and unpack; the folder. What was there before stays until all is there.

    Raises UserError where there is no network, or if what arrives is not what was meant.
    """
    data = _downloaded(source, pause)
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != integrity:
        raise UserError(f"{source} is not the file that was meant: its SHA-512 is another.")
    target = folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as there:
        new = Path(there) / "ort"
        _unpack(data, new)
        shutil.rmtree(target, ignore_errors=True)
        new.replace(target)
    return target


def _downloaded(source: str, pause: float) -> bytes:
    for attempt in range(TRIES):
        if attempt:
            time.sleep(pause * attempt)
        try:
            with urllib.request.urlopen(source, timeout=60) as answer:
                return bytes(answer.read())
        except OSError as error:
            reason = getattr(error, "reason", error)
    raise UserError(
        f"{source} could not be fetched ({reason}). Run this where there is a network, and copy "
        f"the folder {folder()} from there."
    )


def _unpack(data: bytes, target: Path) -> None:
    target.mkdir()
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for name in FILES:
            try:
                file = archive.extractfile(f"package/dist/{name}")
            except KeyError:
                file = None
            if file is None:
                raise UserError(f"There is no {name} in the package.")
            (target / name).write_bytes(file.read())
            onnx_files.compress(target / name)
    (target / "LICENSE").write_text(LICENCE.format(version=VERSION), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 on success, 2 with a sentence on a mistake."""
    argparse.ArgumentParser(prog="python -m explainer.server.device_runtime").parse_args(arguments)
    try:
        print(f"wrote {fetch()}")
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
