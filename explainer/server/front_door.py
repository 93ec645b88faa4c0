"""What every request passes first: who may post, how much, and who may show the app in a frame.

Plain ASGI, so that streams and websockets go through untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.core import environment
from explainer.media.limits import MAX_BYTES
from explainer.server.leaving import ending_closed_sessions
from explainer.server.refusing import LOG, refuse
from explainer.strings import say

MAX_UPLOAD = MAX_BYTES + 100_000  # a picture and what a form puts around it
MAX_BODY = 1_000_000  # of any other request: settings are small
VISITORS = 100  # pages open at once, where nothing else is said
UPLOADS = re.compile(r"/upload(_file)?(/|$)")
HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?")

# Who may show the app in a frame: itself (the Gradio tabs on the page Share) and Hugging Face's own page.
FRAMED_BY = "'self' https://huggingface.co https://*.hf.space"
HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}

PLAIN_PORT = re.compile(r":(80|443)$")
UNKNOWN_NAME = "Refused: a request for “{host}”, which is none of the names in EXPLAINER_HOSTS."
OTHER_SITE = (
    "Refused: a page of “{origin}” sent something to “{host}”. If that page is this app, a proxy changes the name "
    "on the way; let it pass on the browser's (nginx: proxy_set_header Host $http_host;)."
)
TOO_LARGE = 413, "This is more than can be taken."


class BodyTooLargeError(Exception):
    """The body of a request went over its limit while it was read."""


def most_visitors() -> int:
    """EXPLAINER_VISITORS: how many pages may be open at once; each may keep some 50 MB on the server."""
    return environment.visitors() or VISITORS


def allowed_hosts() -> frozenset[str]:
    """EXPLAINER_HOSTS, names separated by commas; empty for any."""
    return environment.hosts()


def framed_by() -> str:
    """EXPLAINER_FRAMED_BY: sites whose pages may show the app in a frame, beside those that always may."""
    return " ".join([FRAMED_BY, *environment.framing_sites()])


def answer_headers() -> dict[str, str]:
    """What every answer says, so that browsers keep to it."""
    return {"Content-Security-Policy": f"frame-ancestors {framed_by()}", **HEADERS}


class FrontDoor:
    """Refuses unknown hosts, what other sites do, bodies over the limit and one visitor too many.

    Headers are added to all other answers.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] | None = None, visitors: int | None = None
    ) -> None:
        self.app = app
        self.hosts = frozenset(allowed_hosts() if hosts is None else hosts)
        self.visitors = most_visitors() if visitors is None else visitors
        self._added = answer_headers()
        self._open = 0  # websockets: a page holds one as long as it is open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if reason := self._refusal(scope, headers):
            await refuse(scope, receive, send, *reason)
        elif scope["type"] == "websocket":
            self._open += 1
            try:
                await self.app(scope, ending_closed_sessions(scope, receive), send)
            finally:
                self._open -= 1
        else:
            await self._within_limit(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Status and sentence for a request that goes no further."""
        host = headers.get("host", "")
        name = _split(f"//{host}").hostname if HOST.fullmatch(host) else None
        if name is None or (self.hosts and name not in self.hosts):
            LOG.tell(UNKNOWN_NAME.format(host=_short(host)))
            return (
                400,
                "This server does not answer to that name; EXPLAINER_HOSTS lists those it has.",
            )
        # over a websocket a page does whatever it likes, so that opening one counts as sending
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        origin = headers.get("origin")
        # programs send no origin; a page of another site cannot help sending its own
        if changes and origin is not None and not _same(_split(origin), outer_host(headers)):
            LOG.tell(OTHER_SITE.format(origin=_short(origin), host=_short(outer_host(headers))))
            return 403, say("door.other_site")
        if self._open >= self.visitors and _begins_a_visit(scope, headers):
            return 503, "All places here are taken. Try again in a few minutes."
        length = headers.get("content-length", "0")
        # Python reads no number of thousands of digits
        if not length.isdecimal() or int(length[:20]) > limit_of(scope["path"]):
            return TOO_LARGE
        return None

    async def _within_limit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting what comes in and adding headers to what goes out."""
        received, started, limit = 0, False, limit_of(scope["path"])

        async def counting_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLargeError
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if received > limit and not started:
                return  # what the app says of a body cut short; the answer follows below
            if message["type"] == "http.response.start":
                started = True
                added = MutableHeaders(scope=message)
                for key, value in self._added.items():
                    added.setdefault(key, value)
            await send(message)

        try:
            await self.app(scope, counting_receive, send_with_headers)
        except Exception:
            if received <= limit:
                raise
        if received > limit and not started:
            await refuse(scope, receive, send, *TOO_LARGE)


def limit_of(path: str) -> int:
    """Bytes that the body of a request may have."""
    return MAX_UPLOAD if UPLOADS.search(path) else MAX_BODY


def _begins_a_visit(scope: Scope, headers: Headers) -> bool:
    """A page in the browser's address bar, or the websocket that it opens."""
    if scope["type"] == "websocket":
        return True
    # what is shown in a frame belongs to a page that is open already
    return headers.get("sec-fetch-dest") == "document"


def outer_host(headers: Headers) -> str:
    """The name that the visitor's browser knows: a proxy passes it on."""
    # of several proxies the outermost stands first
    return headers.get("x-forwarded-host", "").split(",")[0].strip() or headers.get("host", "")


def _same(origin: SplitResult, host: str) -> bool:
    """Whether a page comes from where it sends to; some proxies write the port out that goes without saying."""
    return bool(host) and origin.netloc in (host, PLAIN_PORT.sub("", host))


def _short(name: str) -> str:
    """A name that somebody sent, for the log: nothing but what names consist of."""
    return re.sub(r"[^A-Za-z0-9.:/_-]", "?", name)[:80]


def _split(address: str) -> SplitResult:
    """The parts of an address, all empty for what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
