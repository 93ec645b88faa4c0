"""No path leads to a file that is not served, and what is not used is shut."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.security.conftest import API, SENTINEL, GlassHouse

slow = pytest.mark.slow


# words that stand in files of the project and of the machine, and on no page
FOREIGN = (
    SENTINEL,
    "root:x:0",
    "class UserError",
    "streamlit>=",
    "streamlit==",
    "safetensors",
    "def decode(",
)


PREFIXES = (
    "/",
    "/gradio/",
    f"{API}/file=",
    f"{API}/file/",
    "/gradio/static/",
    "/gradio/assets/",
    "/gradio/svelte/",
    "/static/",
    "/app/static/",
    "/component/",
    "/media/",
    "/_stcore/",
    "/_stcore/bidi-components/",
    "/_stcore/upload_file/",
)


UPWARDS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "%252e%252e%252f",
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "....//",
    "..;/",
    "./../",
    "%00../",
    "%e2%80%a5/",
)


TARGETS = ("etc/passwd", "secret.txt", "requirements.txt", "explainer/core/errors.py")


def paths(server):
    """Ways out of every folder that is served, absolute ones too."""
    for prefix, up in itertools.product(PREFIXES, UPWARDS):
        for target, depth in zip(TARGETS, (12, 1, 3, 6), strict=True):
            yield prefix + up * depth + target
    here = str(server.folder)
    for prefix in PREFIXES:
        for file in (
            "/etc/passwd",
            f"{here}/secret.txt",
            f"{here}/app.py",
            f"{here}/explainer/main.py",
        ):
            yield from (prefix + file, prefix + file.replace("/", "%2f"), prefix + "/" + file)
            yield from (
                prefix + "file://" + file,
                prefix + file + "%00.png",
                prefix + file + "?x=.png",
            )
    for file in (
        "secret.txt",
        "app.py",
        ".streamlit/config.toml",
        "checkpoints",
        "requirements.txt",
    ):
        yield from (f"{API}/file={file}", f"/{file}", f"/gradio/{file}", f"{API}/file=./{file}")
    yield f"{API}/file={server.temporary}/secret.txt"
    yield f"{API}/file={server.home}/secret.txt"


@slow
def test_no_path_leads_outside(server: GlassHouse):
    count = 0
    for path in paths(server):
        count += 1
        answer = server.ask(path, limit=200_000)
        assert answer.status < 500, path
        assert not [word for word in FOREIGN if word in answer.text], path
        assert "Traceback" not in answer.text, path
    assert count > 900


@slow
def test_the_sentinel_would_be_found(server):
    """Or else the test above would see nothing: it does stand in the files, and such words are served where due."""
    assert SENTINEL in (server.folder / "secret.txt").read_text()
    (path,) = json.loads(server.upload("mine.txt", SENTINEL.encode()).body)
    assert SENTINEL in server.ask(f"{API}/file={path}").text


OTHERS = (
    ("GET", "dev/reload"),
    ("GET", "proxy=https://x.hf.space/"),
    ("GET", "proxy=http://127.0.0.1:9/"),
    ("GET", "file=https://pictures.example/x.png"),
    ("GET", "file=HTTP://127.0.0.1:9/"),
    ("GET", "deep_link?session_hash=x"),
    ("GET", "custom_component/x/client/a/b"),
    ("GET", "stream/a/b/1/playlist.m3u8"),
    ("GET", "stream/a/b/1/playlist-file"),
    ("POST", "stream/x"),
    ("POST", "stream/x/close"),
    ("POST", "component_server"),
    ("POST", "process_recording"),
    ("GET", "vibe-code"),
    ("POST", "vibe-code"),
    ("POST", "vibe-edit"),
    ("POST", "undo-vibe-edit"),
    ("POST", "vibe-starter-queries"),
    ("GET", "runs"),
    ("GET", "run-history/buckets"),
    ("POST", "run-history/connect"),
    ("GET", "profiling/traces"),
    ("GET", "mcp/sse"),
    ("POST", "mcp"),
    ("GET", "token"),
)


MORE = (
    ("POST", "/gradio/login"),
    ("GET", "/gradio/logout"),
    ("GET", "/gradio/monitoring"),
    ("GET", "/gradio/monitoring/summary"),
    ("GET", "/gradio/monitoring/key"),
    ("GET", "/gradio/pwa_icon/99999"),
    ("GET", "/gradio/docs"),
    ("GET", "/gradio/redoc"),
)


@slow
@pytest.mark.parametrize(
    ("method", "path"), [*((m, f"{API}/{p}") for m, p in OTHERS), *MORE], ids=lambda part: part
)
def test_what_the_tabs_do_not_use_is_shut(server, method, path):
    for way in (path, path.replace("gradio_api/", "gradio_api//"), path + "/"):
        answer = server.ask(way, method, b"{}" if method == "POST" else None, limit=0)
        assert answer.status == 404, way


@slow
def test_what_the_tabs_use_is_open(server):
    for path in ("/gradio/", "/gradio/config", "/gradio/theme.css", f"{API}/info"):
        assert server.ask(path).status == 200
