"""What visitors' devices are given: these files and no others, and only what was meant to be fetched."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import tarfile

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explainer.core.errors import UserError
from explainer.engines import onnx_files as exported
from explainer.javascript import bundle
from explainer.server import device, device_runtime
from explainer.server.device_runtime import FILES, PROGRAM, SCRIPT, fetch


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(exported, "FOLDER", tmp_path / "engines")
    return tmp_path / "engines"


def package(tmp_path, names=FILES) -> tuple[str, str]:
    """A tarball as npm makes them; its address and its integrity."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in ("../outside", *(f"dist/{name}" for name in names), "dist/other.js"):
            content = f"this is {name}".encode() * 100
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    path = tmp_path / "package.tgz"
    path.write_bytes(buffer.getvalue())
    return path.as_uri(), base64.b64encode(hashlib.sha512(buffer.getvalue()).digest()).decode()


def test_only_what_is_needed_is_unpacked(folder, tmp_path):
    assert fetch(*package(tmp_path)) == folder / "ort"
    names = {p.name for p in (folder / "ort").iterdir()}
    assert names == {*FILES, *(f"{name}.gz" for name in FILES), "LICENSE"}
    assert (folder / "ort" / SCRIPT).read_bytes().startswith(b"this is dist/ort")
    assert list(folder.iterdir()) == [folder / "ort"]
    assert "MIT License" in (folder / "ort" / "LICENSE").read_text()


def test_another_file_than_was_meant_is_refused(folder, tmp_path):
    source, integrity = package(tmp_path)
    with pytest.raises(UserError, match="SHA-512"):
        fetch(source, device_runtime.INTEGRITY)
    assert not folder.exists()
    fetch(source, integrity)
    with pytest.raises(UserError, match="SHA-512"):
        fetch(source, device_runtime.INTEGRITY)
    assert (folder / "ort" / PROGRAM).is_file()  # what was there is still there


def test_a_package_without_the_files_is_refused(folder, tmp_path):
    with pytest.raises(UserError, match=PROGRAM.replace(".", r"\.")):
        fetch(*package(tmp_path, (SCRIPT,)))
    assert not list(folder.iterdir())


def test_without_a_network_there_is_a_sentence(folder, monkeypatch, capsys):
    monkeypatch.setattr(device_runtime.time, "sleep", lambda _: None)
    asked = []

    def unreachable(source, timeout):
        asked.append(source)
        raise OSError("no route")

    monkeypatch.setattr(device_runtime.urllib.request, "urlopen", unreachable)
    assert device_runtime.main([]) == 2
    said = capsys.readouterr().err
    assert "could not be fetched (no route)" in said and "Traceback" not in said
    assert asked == [device_runtime.SOURCE] * device_runtime.TRIES


# --- the route


@pytest.fixture
def client(folder, tmp_path):
    """The route alone, with a runtime and the file of one network."""
    fetch(*package(tmp_path))
    path = exported.file_of("digits")
    path.write_bytes(b"network" * 500)
    exported.compress(path)
    (folder / "choices.json").write_text("private")
    return TestClient(Starlette(routes=device.routes()))


def test_the_files_of_a_run_are_served_for_good(client):
    sources = device.sources("digits")
    types = {
        sources.worker: "text/javascript; charset=utf-8",
        sources.script: "text/javascript; charset=utf-8",
        sources.program: "application/wasm",
        sources.network: "application/octet-stream",
    }
    for address, kind in types.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == kind
        assert "immutable" in answer.headers["cache-control"]
    assert client.get(sources.network).content == b"network" * 500
    assert client.get(sources.worker).text == bundle(device.WORKER)


def test_they_are_sent_compressed_where_a_browser_takes_that(client):
    sources = device.sources("digits")
    for encoding, compressed in (("gzip, br", True), ("identity", False)):
        answer = client.get(sources.network, headers={"Accept-Encoding": encoding})
        assert (answer.headers.get("content-encoding") == "gzip") is compressed
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.content == b"network" * 500
    assert sources.size < sum(len(client.get(a).content) for a in list(vars(sources).values())[:4])
    packed = gzip.decompress(exported.compressed(exported.file_of("digits")).read_bytes())
    assert packed == b"network" * 500


def test_a_network_in_latents_comes_with_its_decoder(client, tiny_latent):
    assert device.sources("digits").decoder is None
    files = [exported.file_of(tiny_latent), exported.decoder_file_of(tiny_latent)]
    files[0].write_bytes(b"network" * 500)
    assert device.sources(tiny_latent) is None  # it would have nothing to show
    assert client.get(f"/device/{files[0].name}").status_code == 404
    without = device.sources("digits").size
    files[1].write_bytes(b"decoder" * 500)
    sources = device.sources(tiny_latent)
    for address, content in ((sources.network, b"network"), (sources.decoder, b"decoder")):
        answer = client.get(address)
        assert answer.content == content * 500
        assert answer.headers["content-type"] == "application/octet-stream"
    digits = exported.compressed(exported.file_of("digits")).stat().st_size
    assert sources.size == without - digits + 2 * 3500


@pytest.mark.parametrize(
    "name",
    [
        "",
        "choices.json",
        "ort",
        "ort/LICENSE",
        SCRIPT,
        "../app.py",
        "..%2fapp.py",
        "%2e%2e%2fchoices.json",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "digits.onnx",
        "device_worker.js",
    ],
)
def test_no_other_file_is_served(client, name):
    assert client.get(f"/device/{name}").status_code == 404


def test_nothing_is_offered_unless_all_is_there(client, folder):
    assert device.available() and device.sources("digits")
    assert device.sources("sprites") is None  # not exported
    sources = device.sources("digits")
    (folder / "ort" / PROGRAM).unlink()
    assert not device.available() and device.sources("digits") is None
    assert client.get(sources.worker).status_code == 404
