"""The running app, knocked at from outside: nothing is served, fetched or changed that should not be."""

from __future__ import annotations

import itertools
import json

import pytest

from explainer.server.front_door import HEADERS, MAX_BODY, MAX_UPLOAD
from explainer.tabs.door import is_sound
from tests.security.conftest import API, SENTINEL, GlassHouse
from tests.security.corpus import CANARY

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


# --- who, and how much


@slow
@pytest.mark.parametrize("path", ["/", "/gradio/", "/healthz", f"{API}/info", "/_stcore/health"])
def test_bad_hosts_are_refused_everywhere(server, path):
    for host in ("", "a b", "a/b", "<script>", "evil.example\\x", "a@b", "[..]", "x:999999"):
        assert server.ask(path, headers={"Host": host}).status == 400, host
    assert server.ask(path).status == 200


@slow
@pytest.mark.parametrize(
    "path",
    [
        f"{API}/upload",
        f"{API}/call/add_noise",
        f"{API}/queue/join",
        f"{API}/cancel",
        "/_stcore/upload_file/session/file",
        "/",
    ],
)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", ""])
def test_other_sites_may_post_nowhere(server, path, origin):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = server.ask(path, method, b"{}", {"Origin": origin})
        assert answer.status == 403, method


def handshake(server, path, **headers):
    key = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    return server.ask(path, headers={**key, **headers}, limit=0).status


@slow
@pytest.mark.parametrize("path", ["/_stcore/stream", "/generate/_stcore/stream", "/gradio/x"])
def test_other_sites_open_no_websocket(server, path):
    for origin in ("http://evil.example", "null", "http://localhost:1", "http://[bad"):
        assert handshake(server, path, Origin=origin) == 403, origin


@slow
def test_the_site_itself_opens_one(server):
    assert handshake(server, "/_stcore/stream", Origin=server.url) == 101


@slow
@pytest.mark.parametrize(
    ("path", "limit"),
    [(f"{API}/upload", MAX_UPLOAD), (f"{API}/call/add_noise", MAX_BODY), ("/", MAX_BODY)],
)
def test_bodies_over_the_limit_are_refused(server, path, limit):
    for length in (limit + 1, 10**12, 10**30):
        answer = server.ask(path, "POST", None, {"Content-Length": str(length)})
        refused = 413 if length < 10**20 else 400  # no server reads longer numbers
        assert answer.status == refused
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="x.png"\r\n\r\n'
    kind = "multipart/form-data; boundary=edge" if path.endswith("upload") else "application/json"
    parts = [head, *[bytes(limit // 4)] * 5]
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    sent = {"Content-Type": kind, "Transfer-Encoding": "chunked"}
    if path != "/":
        assert server.ask(path, "POST", chunked, sent).status == 413


@slow
@pytest.mark.parametrize(
    "path",
    ["/", "/gradio/", "/healthz", "/no-such-page", f"{API}/nothing", f"{API}/file=/etc/passwd"],
)
def test_every_answer_has_the_headers(server, path):
    headers = server.ask(path).headers
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


@slow
@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/session/file", "/_stcore/upload_file/../../x/y"]
)
def test_nobody_uploads_without_a_session(server, path):
    for method in ("PUT", "POST", "DELETE"):
        answer = server.ask(path, method, CANARY.encode())
        assert 400 <= answer.status < 500, method


# --- what of a body is read


@pytest.mark.parametrize(
    "body", ["{}", '{"data":[null,1,2.5,"ä🌫"]}', '{"session_hash":"a1-b_2"}', "[]"]
)
def test_sound_bodies_pass(body):
    assert is_sound(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x",
        "NaN",
        '{"a":[Infinity]}',
        '{"a":-Infinity}',
        '{"a":1e999}',
        '{"a":' + "9" * 5_000 + "}",
        '{"a":"\\ud800"}',
        '{"\\udfff":1}',
        "[" * 50_000,
        '{"session_hash":5}',
        '{"session_hash":""}',
        '{"session_hash":"a b"}',
        '{"session_hash":"' + "a" * 65 + '"}',
    ],
    ids=lambda body: body[:20],
)
def test_others_do_not(body):
    assert not is_sound(body.encode())
