"""What a page does beyond its own area: its beginning after a dare, and a presenter's keys."""

from __future__ import annotations

from explainer.ui.components import component

_tools = component("page_tools")


def page_tools(present: bool) -> None:
    """With `present`, turn pages by key."""
    _tools(key="_page_tools", data={"present": present})
