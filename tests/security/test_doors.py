"""The running app, knocked at from outside: who may come in, and how much they may bring."""

from __future__ import annotations

import pytest

from explainer.server.front_door import MAX_BODY, MAX_UPLOAD, answer_headers
from explainer.tabs.door import is_sound
from tests.security.conftest import API
from tests.security.corpus import CANARY

slow = pytest.mark.slow


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
    assert {k: headers.get(k.lower()) for k in answer_headers()} == answer_headers()


@slow
@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/session/file", "/_stcore/upload_file/../../x/y"]
)
def test_nobody_uploads_without_a_session(server, path):
    for method in ("PUT", "POST", "DELETE"):
        answer = server.ask(path, method, CANARY.encode())
        nothing_there = method == "DELETE" and answer.status == 204
        assert nothing_there or 400 <= answer.status < 500, method


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
