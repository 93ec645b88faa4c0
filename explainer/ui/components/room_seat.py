"""A seat in a room, kept by the tab, and the long wait for news: when there are some, the fragment that drew it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explainer.ui.components import component

_seat = component("room_seat")


def room_seat(
    key: str,
    kept: dict[str, Any],
    address: str,
    version: int = 0,
    news: str = "",
    on_kept: Callable[[], None] = lambda: None,
) -> None:
    """Let the tab keep the seat, wait at this address for another version, and read the news aloud.

    `on_kept` is called when the tab has a seat that the server has forgotten: session_state[key].kept has it.
    """
    data = {**kept, "version": version, "news": news, "address": address}
    _seat(key=key, data=data, on_kept_change=on_kept, on_changed_change=lambda: None)
