"""What this project uses of Streamlit beside its documented interface: all such names, and no others.

Style sheets and tests find the parts of a page by `data-testid` and class; the server ends sessions through
private attributes. An upgrade may change any of them: tests/test_streamlit_names.py looks each one up in the
installed package.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

Found = TypeVar("Found")


class Part(StrEnum):
    """A part of a page, by its `data-testid`."""

    ALERT = "stAlert"
    APP = "stApp"
    CAPTION = "stCaptionContainer"
    CHECKBOX = "stCheckbox"
    COMPONENT = "stBidiComponentIsolated"
    DROPZONE = "stFileUploaderDropzone"
    DROPZONE_LIMIT = "stFileUploaderDropzoneInstructions"
    EXCEPTION = "stException"
    FILE_UPLOADER = "stFileUploader"
    FULL_SCREEN = "stFullScreenFrame"
    HEADER = "stHeader"
    ICON = "stIconMaterial"
    MAIN = "stMain"
    MARKDOWN = "stMarkdownContainer"
    POPOVER = "stPopoverBody"
    SIDEBAR = "stSidebar"
    SIDEBAR_CONTENT = "stSidebarContent"
    SIDEBAR_NAVIGATION = "stSidebarNavItems"
    SLIDER = "stSlider"
    STATUS = "stStatusWidget"
    TAGS = "stMultiSelectTagsContainer"
    TOAST = "stToast"
    TOASTS = "stToastContainer"
    WRAPPER = "stLayoutWrapper"

    @property
    def selector(self) -> str:
        """For CSS."""
        return f'[data-testid="{self}"]'


class Class(StrEnum):
    """A part of a page, by its class."""

    BUTTON_GROUP = "stButtonGroup"
    CODE = "stCode"
    MAIN_BLOCK = "stMainBlockContainer"
    TABLE = "stTable"

    @property
    def selector(self) -> str:
        """For CSS."""
        return f".{self}"


KEY_CLASS = "st-key-"  # before the key of an element or container
BUTTON = "stBaseButton-"  # before a button's kind, as its data-testid
PRIMARY_BUTTON = f'[data-testid="{BUTTON}primary"]'
TAG = "data-tag"  # an attribute of what is chosen in a multiselect
CLOSE_FULL_SCREEN = "Close fullscreen"  # the title of a button in Part.FULL_SCREEN
SCRIPT_STATE = "data-test-script-state"  # an attribute of Part.APP
SCRIPT_IDLE = "notRunning"  # its value when a page's script has ended
IDLE_APP = f'{Part.APP.selector}[{SCRIPT_STATE}="{SCRIPT_IDLE}"]'


def keyed(key: str) -> str:
    """The selector of an element or container that was given a key."""
    return f".{KEY_CLASS}{key}"


def moved_in_history() -> bool:
    """Whether the page is drawn because the visitor went back or forth in the browser's history."""
    from streamlit.runtime.scriptrunner import (
        get_script_run_ctx,
    )  # of the script, not of the server

    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


class Told(NamedTuple):
    """What the browser said of a control when it asked for the page that is drawn."""

    name: str  # Streamlit's; another one for the same key on each page
    value: Any


def told_by_the_browser(keys: Collection[str]) -> dict[str, Told]:
    """What it said of those of these controls of which it said anything.

    Where the server itself wants the page drawn, this is what the run before left behind.
    """

    def told(state: Any) -> dict[str, Told]:
        said, names = state._new_widget_state, state._key_id_mapper._key_id_mapping
        known = said.states.keys() & said.widget_metadata.keys()
        those = {key: names[key] for key in keys if names.get(key) in known}
        return {key: Told(name, said[name]) for key, name in those.items()}

    return _session(told, {})


def touched() -> frozenset[str]:
    """Streamlit's names of what says something else in the browser than when the page was last drawn."""

    def changed(state: Any) -> frozenset[str]:
        said = state._new_widget_state
        known = said.states.keys() & said.widget_metadata.keys()
        return frozenset(name for name in known if state._widget_changed(name))

    return _session(changed, frozenset())


def is_still_new(key: str) -> bool:
    """Whether the browser has asked for nothing since a page's script set this."""
    return _session(lambda state: key in state._new_session_state, False)


def _session(read: Callable[[Any], Found], nothing: Found) -> Found:
    """What the visitor's session knows; `nothing` outside of a page's script."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if (context := get_script_run_ctx()) is None:
        return nothing
    session: Any = context.session_state
    with session._lock:  # the run before may still be on its way to its end
        return read(session._state)


def forget_upload(file_id: str) -> None:
    """Let the server keep nothing of a file that this visitor has uploaded; the field still shows its name."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if context := get_script_run_ctx():
        manager: Any = context.uploaded_file_mgr
        manager.remove_file(context.session_id, file_id)


def visit() -> str:
    """The name of this visitor's session; "" outside of a page's script."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    return context.session_id if context else ""


def lost_connection(error: BaseException) -> bool:
    """Whether a page's script was ended from outside, as a lost connection does, and not by a click on the page."""
    from streamlit.runtime.scriptrunner import StopException

    return isinstance(error, StopException)


def session_manager() -> Any:
    """What keeps the sessions of all visitors.

    Raises RuntimeError where no server runs, AttributeError where the attribute has changed.
    """
    from streamlit import runtime  # which is not needed to answer that the server lives

    return runtime.get_instance()._session_mgr


def stored_sessions(manager: Any) -> Any:
    """The sessions whose connection has ended, for two minutes: a mapping with `expire()`."""
    return manager._session_storage._cache


def websocket_scope(client: Any) -> Any:
    """The ASGI scope of the websocket that a session's client holds."""
    return client._websocket.scope
