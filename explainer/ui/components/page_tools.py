"""What a page does beyond its own area: its beginning after a dare, a presenter's keys, and that it does not stay empty."""

from __future__ import annotations

from collections.abc import Callable

from explainer.ui.components import component

_tools = component("page_tools")


def page_tools(present: bool, on_emptied: Callable[[], None]) -> None:
    """With `present`, turn pages by key. `on_emptied` is called before a page is drawn again that showed nothing."""
    _tools(key="_page_tools", data={"present": present}, on_emptied_change=on_emptied)
