"""The Gradio tabs in a frame, which is as high as the tab that is open."""

from __future__ import annotations

from explainer.ui.components import component

_frame = component("tabs_frame")


def tabs_frame(address: str, label: str) -> None:
    """Show the tabs; the label is for readers of the screen."""
    _frame(key="tabs", data={"address": address, "label": label})
