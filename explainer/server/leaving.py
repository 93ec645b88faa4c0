"""Leaving: what a visitor had is let go of as soon as they cannot come back to it.

Streamlit keeps a session for two minutes after its connection has ended, since a connection may get lost. Who closes
a page, or loads it again, says so, and never asks for that session again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

from starlette.types import Message, Receive, Scope

from explainer.streamlit_names import session_manager, stored_sessions, websocket_scope

# RFC 6455, section 7.4.1: the page was closed, or another one opened in its place
GOING_AWAY = 1001
VISIT = "noisewalk.visit"  # in the scope of a websocket, which others may copy
# told the name of each session whose page was closed, by whatever works for one beside its script
WHEN_LEFT: set[Callable[[str], None]] = set()


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
    with _unless_changed():
        manager = session_manager()
        for active in manager.list_active_sessions():
            if websocket_scope(active.client).get(VISIT) is visit:
                manager.mark_session_nonresumable(active.session.id)
                for tell in WHEN_LEFT:
                    tell(active.session.id)


def expire_sessions() -> None:
    """Let go of those whose time to come back is over. Only in the thread of the server's loop.

    Streamlit looks for them when somebody else leaves, so that the last ones of a class would stay.
    """
    with _unless_changed():
        stored_sessions(session_manager()).expire()


def _unless_changed() -> AbstractContextManager[None]:
    """Where Streamlit's private names have changed, or no server runs, sessions stay for longer."""
    return suppress(AttributeError, RuntimeError)
