"""Streamlit's private names: an upgrade that changes one of them fails here, and all of them stand in one file."""

import dataclasses
import inspect
import re
import types
from pathlib import Path

import pytest
import streamlit
from streamlit import runtime
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import scriptrunner
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server.starlette.starlette_websocket import StarletteSessionClient

from explainer import streamlit_names as names

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(streamlit.__file__).parent.rglob("static/**/*.js")
FRONTEND = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
WHOLE = [
    *names.Part,
    *names.Class,
    names.TAG,
    names.SCRIPT_STATE,
    names.SCRIPT_IDLE,
    names.CLOSE_FULL_SCREEN,
]
PREFIXES = [names.KEY_CLASS, names.BUTTON]


@pytest.mark.parametrize("name", WHOLE)
def test_the_frontend_writes_this_name(name):
    assert re.search(rf"(?<![\w-]){name}(?![\w-])", FRONTEND)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_frontend_begins_names_with(prefix):
    assert re.search(rf"[`\"']{prefix}[`\"'$]", FRONTEND)


def test_a_script_knows_whether_the_visitor_moved_in_the_history():
    assert "is_history_navigation" in {f.name for f in dataclasses.fields(ScriptRunContext)}
    assert names.moved_in_history() is False  # outside of any page


def test_the_session_manager_is_where_it_is_looked_for(monkeypatch):
    assert "self._session_mgr = " in inspect.getsource(runtime.Runtime.__init__)
    manager = WebsocketSessionManager(MemorySessionStorage(), None, None, None)
    monkeypatch.setattr(
        runtime, "get_instance", lambda: types.SimpleNamespace(_session_mgr=manager)
    )
    assert names.session_manager() is manager
    assert manager.list_active_sessions() == []
    assert callable(manager.mark_session_nonresumable)


def test_stored_sessions_can_be_made_to_expire():
    manager = WebsocketSessionManager(MemorySessionStorage(), None, None, None)
    manager._session_storage.save(types.SimpleNamespace(session=types.SimpleNamespace(id="a")))
    assert list(names.stored_sessions(manager)) == ["a"]
    names.stored_sessions(manager).expire()


def test_a_client_holds_its_websocket():
    assert "self._websocket = websocket" in inspect.getsource(StarletteSessionClient.__init__)
    client = StarletteSessionClient.__new__(StarletteSessionClient)
    client._websocket = types.SimpleNamespace(scope={"type": "websocket"})
    assert names.websocket_scope(client) == {"type": "websocket"}


def test_a_script_knows_what_the_browser_has_told(monkeypatch):
    state = SessionState()
    for key, told in (("t", True), ("seed", False)):
        name = f"id-{key}"
        state._key_id_mapper[key] = name
        state._new_widget_state.set_widget_metadata(
            WidgetMetadata(name, lambda value: value, lambda value: value, "int_value")
        )
        if told:
            state._new_widget_state.set_from_value(name, 3)
    context = types.SimpleNamespace(session_state=SafeSessionState(state, lambda: None))
    monkeypatch.setattr(scriptrunner, "get_script_run_ctx", lambda: context)
    assert names.told_by_the_browser({"t", "seed", "words"}) == {"t": ("id-t", 3)}
    state["mark"] = True
    assert names.is_still_new("mark") and names.touched() == {"id-t"}
    state.on_script_will_rerun(WidgetStates())
    assert not names.is_still_new("mark") and state["mark"]


def test_an_upload_can_be_forgotten(monkeypatch):
    manager = MemoryUploadedFileManager("/upload")
    manager.add_file("me", UploadedFileRec("a", "a.png", "image/png", b"data"))
    context = types.SimpleNamespace(session_id="me", uploaded_file_mgr=manager)
    monkeypatch.setattr(scriptrunner, "get_script_run_ctx", lambda: context)
    names.forget_upload("a")
    assert not manager.get_files("me", ["a"])


def test_no_other_file_has_names_of_its_own():
    """Scripts of the pages cannot import the list; what they name stands in it all the same."""
    folders = ("explainer", "pages", "tests", "benchmarks", "docs")
    known = {*names.Part, *names.Class, names.CLOSE_FULL_SCREEN}
    for path in [p for folder in folders for p in (ROOT / folder).rglob("*.*")]:
        if path.suffix in (".js", ".css", ".html"):
            pattern = r"data-testid=\W*(\w+)|\.(st[A-Z]\w+)|\[title=.([\w ]+)"
            found = re.findall(pattern, path.read_text("utf-8"))
            assert {"".join(match) for match in found} <= known, path
        elif path.suffix == ".py" and path.name not in ("streamlit_names.py", Path(__file__).name):
            source = path.read_text("utf-8")
            assert not re.search(r"data-testid|st-key-|[\"'.]st[A-Z]\w+[\"' ]", source), path
