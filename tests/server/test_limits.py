"""How much may be sent, and how many visitors may be there at once."""

from __future__ import annotations

import asyncio

import pytest

from explainer.core.errors import UserError
from explainer.server.front_door import MAX_BODY, MAX_UPLOAD, FrontDoor, limit_of
from tests.server.door import APP, HOST, post
from tests.server.loop import finished


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
