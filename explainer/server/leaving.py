"""Leaving: what a visitor had is let go of as soon as they cannot come back to it.

Streamlit keeps a session for two minutes after its connection has ended, since a connection may get lost. Who closes
a page, or loads it again, says so, and never asks for that session again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from starlette.types import Message, Receive, Scope

GOING_AWAY = (
    1001  # RFC 6455, section 7.4.1: the page was closed, or another one opened in its place
)
VISIT = "noisewalk.visit"  # in the scope of a websocket, which others may copy


def ending_closed_sessions(scope: Scope, receive: Receive) -> Receive:
    """What a websocket receives; its session ends with it if the page was closed."""
    scope[VISIT] = visit = object()

    async def watched() -> Message:
        message = await receive()
        if message["type"] == "websocket.disconnect" and message.get("code") == GOING_AWAY:
            _end_with(visit)
        return message

    return watched


def _end_with(visit: object) -> None:
    """Let Streamlit keep nothing of the session that belongs to this websocket."""
    with suppress(AttributeError, RuntimeError):
        manager = _session_manager()
        for active in manager.list_active_sessions():
            if active.client._websocket.scope.get(VISIT) is visit:
                manager.mark_session_nonresumable(active.session.id)


def expire_sessions() -> None:
    """Let go of those whose time to come back is over. Only in the thread of the server's loop.

    Streamlit looks for them when somebody else leaves, so that the last ones of a class would stay.
    """
    with suppress(AttributeError, RuntimeError):
        _session_manager()._session_storage._cache.expire()


def _session_manager() -> Any:
    """What keeps Streamlit's sessions. No public way leads there.

    AttributeError, in whatever is done with it, where that has changed: then sessions stay for longer.
    RuntimeError where there is no server.
    """
    from streamlit import runtime  # which is not needed to say that the server lives

    return runtime.get_instance()._session_mgr
