"""Who loses the connection may come back to everything; what others had is let go of."""

import asyncio
import gc
import inspect
import threading
import types

import pytest
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from benchmarks.visitors.visitor import Visitor
from explainer.server import leaving


class Circle:
    """As a session is: it holds itself."""

    def __init__(self, gone):
        self.session, self.id, self.itself = self, "a visitor", self
        self.gone = gone

    def __del__(self):
        self.gone.set()


def test_whoever_has_left_is_forgotten_when_nobody_else_leaves(monkeypatch):
    gone, storage, clock = threading.Event(), MemorySessionStorage(), [0.0]
    monkeypatch.setattr(storage, "_cache", type(storage._cache)(8, ttl=120, timer=lambda: clock[0]))
    manager = WebsocketSessionManager(storage, None, None, None)
    assert "self._session_mgr =" in inspect.getsource(runtime.Runtime.__init__)
    there = types.SimpleNamespace(_session_mgr=manager)
    monkeypatch.setattr(runtime, "get_instance", lambda: there)
    storage.save(Circle(gone))
    leaving.expire_sessions()
    gc.collect()
    assert not gone.is_set()  # they may come back
    clock[0] = 121
    leaving.expire_sessions()
    gc.collect()
    assert gone.is_set()


@pytest.mark.slow
def test_who_closes_a_page_has_no_session_any_more_and_who_loses_the_connection_has(server):
    async def sessions():
        tab, seen = Visitor(server.url), []
        async with tab:
            await tab.open("networks")
            seen.append(tab.session)
        await asyncio.sleep(0.5)  # until the server has noticed
        await tab.connect_again()
        await tab.rerun()
        seen.append(tab.session)
        await tab.lose_connection()
        await tab.rerun()
        seen.append(tab.session)
        return seen

    closed, opened, lost = asyncio.run(sessions())
    assert closed != opened
    assert opened == lost


def test_a_closed_page_ends_its_training(monkeypatch):
    left, here = [], object()
    monkeypatch.setattr(leaving, "WHEN_LEFT", {left.append})
    session = types.SimpleNamespace(id="somebody")
    client = types.SimpleNamespace(_websocket=types.SimpleNamespace(scope={leaving.VISIT: here}))
    active = [types.SimpleNamespace(session=session, client=client)]
    manager = types.SimpleNamespace(
        list_active_sessions=lambda: active, mark_session_nonresumable=lambda name: None
    )
    monkeypatch.setattr(leaving, "session_manager", lambda: manager)
    leaving._end_with(object())
    assert left == []
    leaving._end_with(here)
    assert left == ["somebody"]
