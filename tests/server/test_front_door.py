"""The middleware in front of everything: who may post, how much, and what every answer says."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute

from explainer.core.errors import UserError
from explainer.server.front_door import HEADERS, MAX_BODY, MAX_UPLOAD, FrontDoor, limit_of
from tests.server.loop import finished

ROOT = Path(__file__).resolve().parents[2]
HOST = ("host", "app.example")


async def echo(request):
    return PlainTextResponse(str(len(await request.body())))


async def forgiving(request):
    """As some frameworks do: whatever goes wrong with a body becomes an answer of their own."""
    try:
        await request.body()
    except Exception:
        raise HTTPException(400, "the body cannot be read") from None
    return PlainTextResponse("read")


class Early:
    """Answers before it has read everything."""

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
            await send({"type": "http.response.body", "body": b"part;", "more_body": more})


async def broken(request):
    raise RuntimeError("a defect of the app")


async def socket(websocket):
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


INNER = Starlette(routes=[Route("/echo", echo, methods=["POST"])])
APP = Starlette(
    routes=[
        Route("/", lambda request: PlainTextResponse("hello")),
        Route("/own", lambda request: PlainTextResponse("", headers={"referrer-policy": "origin"})),
        Route("/post", echo, methods=["POST", "PUT", "DELETE", "OPTIONS"]),
        Route("/upload", echo, methods=["POST"]),
        Route("/forgiving", forgiving, methods=["POST"]),
        Route("/early", Early(), methods=["POST"]),
        Route("/broken", broken, methods=["GET", "POST"]),
        WebSocketRoute("/socket", socket),
        Mount("/inner", INNER),
    ]
)


class Answer:
    """What came back: all messages, the status and headers of the first, the bodies joined."""

    def __init__(self, messages):
        self.messages = messages
        start = messages[0] if messages else {}
        self.status = start.get("status")
        self.headers = {k.decode(): v.decode() for k, v in start.get("headers", [])}
        self.text = b"".join(m.get("body", b"") for m in messages).decode()


def send(path="/", method="GET", headers=(HOST,), parts=(b"",), kind="http", hosts=()):
    """One request to FrontDoor, byte for byte as a server hands it on."""
    scope = {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers],
        "subprotocols": [],
    }
    bodies = [
        {"type": "http.request", "body": part, "more_body": i < len(parts) - 1}
        for i, part in enumerate(parts)
    ]
    incoming = iter(bodies if kind == "http" else [{"type": "websocket.connect"}])
    messages = []

    async def receive():
        return next(incoming, {"type": f"{kind}.disconnect"})

    async def collect(message):
        messages.append(message)

    finished(FrontDoor(APP, hosts)(scope, receive, collect))
    return Answer(messages)


def post(path="/post", *more, parts=(b"abc",), **options):
    return send(path, "POST", (HOST, *more), parts, **options)


BAD_HOSTS = [
    "",
    "a b",
    "a/b",
    "a@b",
    "evil.example\\app.example",
    "app.example:port",
    "app.example:123456",
    "[:::::]",
    "[..]",
    "[1]",
    "app.example, evil.example",
    "<script>",
    "ä",
]


def test_a_good_request_passes():
    assert (send().status, send().text) == (200, "hello")


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_a_bad_host_is_refused(host):
    answer = send(headers=[("host", host)])
    assert answer.status == 400
    assert "name" in answer.text


def test_a_missing_host_is_refused():
    assert send(headers=[]).status == 400


@pytest.mark.parametrize(
    "host", ["app.example", "app.example:8501", "localhost", "127.0.0.1:80", "[::1]", "[::1]:8501"]
)
def test_any_good_host_passes_if_none_is_named(host):
    assert send(headers=[("host", host)]).status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("app.example", 200),
        ("APP.example:8501", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
        ("app.example.evil.example", 400),
        ("127.0.0.1", 400),
    ],
)
def test_where_hosts_are_named_no_other_passes(host, status):
    assert send(headers=[("host", host)], hosts=["app.example", "::1"]).status == status


def test_the_hosts_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("EXPLAINER_HOSTS", " App.example , ,other.example")
    assert FrontDoor(APP).hosts == {"app.example", "other.example"}
    monkeypatch.delenv("EXPLAINER_HOSTS")
    assert FrontDoor(APP).hosts == frozenset()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://app.example.evil.example",
        "http://app.example:99",
        "http://app.example@evil.example",
        "null",
        "",
        "http://[bad",
        "app.example",
    ],
)
def test_no_other_site_may_send_anything(method, origin):
    answer = send("/post", method, [HOST, ("origin", origin)], [b"abc"])
    assert answer.status == 403
    assert "this site" in answer.text


@pytest.mark.parametrize("origin", ["http://app.example", "https://app.example"])
def test_the_site_itself_may(origin):
    assert post("/post", ("origin", origin)).text == "3"


def test_programs_which_name_no_site_may():
    assert post().text == "3"


def test_another_site_may_look():
    assert send(headers=[HOST, ("origin", "http://evil.example")]).status == 200
    assert send("/post", "OPTIONS", [HOST, ("origin", "http://evil.example")]).status == 200


@pytest.mark.parametrize("forwarded", ["me.hf.space", "me.hf.space, inner.example"])
def test_behind_a_proxy_the_outer_name_counts(forwarded):
    proxy = ("x-forwarded-host", forwarded)
    assert post("/post", proxy, ("origin", "https://me.hf.space")).text == "3"
    assert post("/post", proxy, ("origin", "https://evil.example")).status == 403
    assert post("/post", proxy, ("origin", "http://app.example")).status == 403


def test_an_empty_outer_name_opens_nothing():
    assert post("/post", ("x-forwarded-host", ""), ("origin", "null")).status == 403
    assert post("/post", ("x-forwarded-host", " ,a"), ("origin", "http://[bad")).status == 403


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/post", MAX_BODY),
        ("/uploads", MAX_BODY),
        ("/upload", MAX_UPLOAD),
        ("/gradio/gradio_api/upload", MAX_UPLOAD),
        ("/_stcore/upload_file/session/file", MAX_UPLOAD),
        ("/gradio/gradio_api/call/generate", MAX_BODY),
    ],
)
def test_only_uploads_may_be_large(path, limit):
    assert limit_of(path) == limit


@pytest.mark.parametrize(("path", "limit"), [("/post", MAX_BODY), ("/upload", MAX_UPLOAD)])
def test_a_length_over_the_limit_is_refused_before_anything_is_read(path, limit):
    assert post(path, ("content-length", str(limit + 1)), parts=()).status == 413
    assert post(path, ("content-length", "3")).text == "3"


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "1e3", "²", "0x10", "3, 3", ""])
def test_a_length_that_is_none_is_refused(length):
    assert post("/post", ("content-length", length)).status == 413


@pytest.mark.parametrize("path", ["/post", "/inner/echo", "/forgiving"])
def test_a_body_that_grows_over_the_limit_is_refused(path):
    parts = [bytes(MAX_BODY // 4)] * 5
    assert post(path, parts=parts[:4]).status == 200
    answer = post(path, parts=parts)
    assert answer.status == 413
    assert [m["type"] for m in answer.messages].count("http.response.start") == 1


def test_a_length_that_lies_does_not_help():
    parts = [bytes(MAX_BODY), b"and more"]
    assert post("/post", ("content-length", "5"), parts=parts).status == 413
    zeros = "0" * 30 + "7"
    assert post("/post", ("content-length", zeros), parts=parts).status == 413


def test_an_answer_that_has_begun_is_cut_off():
    answer = post("/early", parts=[bytes(MAX_BODY), b"and more", b"and more"])
    starts = [m for m in answer.messages if m["type"] == "http.response.start"]
    assert [m["status"] for m in starts] == [200]
    assert answer.text == "part;"


def test_a_defect_of_the_app_is_not_hidden():
    with pytest.raises(RuntimeError, match="a defect"):
        send("/broken")


def test_every_answer_says_who_may_show_it():
    for path in ("/", "/no-such-page", "/inner/echo"):
        got = send(path).headers
        assert {k: got.get(k.lower()) for k in HEADERS} == HEADERS
    policy = send().headers["content-security-policy"]
    assert "'self'" in policy
    assert "*;" not in policy


def test_what_the_app_says_itself_stays():
    assert send("/own").headers["referrer-policy"] == "origin"


def test_a_websocket_passes_and_one_with_a_bad_host_is_closed():
    good = send("/socket", kind="websocket")
    assert [m["type"] for m in good.messages] == [
        "websocket.accept",
        "websocket.send",
        "websocket.close",
    ]
    for hosts, host in (((), "[..]"), (("app.example",), "evil.example"), ((), "")):
        (only,) = send("/socket", kind="websocket", headers=[("host", host)], hosts=hosts).messages
        assert (only["type"], only["code"]) == ("websocket.close", 1008)


@pytest.mark.parametrize(
    ("origin", "passes"), [("http://app.example", True), ("http://evil.example", False)]
)
def test_no_other_site_opens_a_websocket(origin, passes):
    first = send("/socket", kind="websocket", headers=[HOST, ("origin", origin)]).messages[0]
    assert (first["type"] == "websocket.accept") == passes


async def visits(door, *requests):
    """The first answer to each request, all of them open at the same time."""
    leave, first = asyncio.Event(), []

    async def visit(kind, headers):
        answered = asyncio.Event()

        async def collect(message):
            if not answered.is_set():
                first.append(message.get("status", message["type"]))
                answered.set()

        async def receive():
            if kind == "websocket" and not leave.is_set():
                await leave.wait()
            return {"type": f"{kind}.disconnect"}

        scope = {"type": kind, "method": "GET", "path": "/", "headers": headers}
        task = asyncio.create_task(door(scope, receive, collect))
        told = asyncio.create_task(answered.wait())
        await asyncio.wait([task, told], return_when=asyncio.FIRST_COMPLETED)
        return task

    tasks = [
        await visit(kind, [(k.encode(), v.encode()) for k, v in (HOST, *more)])
        for kind, *more in requests
    ]
    leave.set()
    await asyncio.gather(*tasks)
    return first


async def lasting(scope, receive, send):
    """Accepts whoever comes and stays until they leave."""
    begin = {"type": "http.response.start", "status": 200, "headers": []}
    await send({"type": "websocket.accept"} if scope["type"] == "websocket" else begin)
    await receive()


def test_one_visitor_too_many_is_told_so_and_the_others_go_on():
    page, framed = ("sec-fetch-dest", "document"), ("sec-fetch-dest", "iframe")
    door = FrontDoor(lasting, visitors=2)
    socket, asking = ("websocket",), ("http", page)
    assert finished(visits(door, asking, socket, socket)) == [200, *["websocket.accept"] * 2]
    full = [socket, socket, socket, asking, ("http", framed), ("http",)]
    accepted = ["websocket.accept"] * 2
    # who has left makes room again, or the first two were refused
    assert finished(visits(door, *full)) == [*accepted, "websocket.close", 503, 200, 200]


def test_the_number_of_visitors_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("EXPLAINER_VISITORS", "7")
    assert FrontDoor(APP).visitors == 7
    monkeypatch.setenv("EXPLAINER_VISITORS", "many")
    with pytest.raises(UserError, match="whole number"):
        FrontDoor(APP)


def test_it_knows_neither_front_end():
    code = "import sys, explainer.server.front_door; print('gradio' in sys.modules or 'streamlit' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "False"
