"""A small app behind the front door, and requests to it byte for byte."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute

from explainer.server.front_door import FrontDoor
from tests.server.loop import finished

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
