"""The card of a tour: where one is, what to do, and the way back, on and out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from explainer.ui.components import component
from explainer.ui.language import say

_card = component("tour_card")


@dataclass(frozen=True)
class Card:
    """What the card says."""

    name: str  # of the tour
    count: str
    says: str
    task: str  # "" where there is nothing to do
    done: bool
    forth: str  # on its main button
    to: str  # what that button does: "next", or "here", which opens the step's page
    is_first: bool
    target: str  # the selector of what the step points at; "" for nothing
    waits: bool  # whether the page is to hear when that is opened


def tour_card(key: str, card: Card, on_go: Callable[[], None]) -> None:
    """Draw it. What was pressed is in session_state[key].go: back, next, here, leave; or that the target was opened."""
    _card(key=key, data=_told(card, is_news=False), on_go_change=on_go)


def news(key: str, card: Card) -> None:
    """Let the card that is there say this."""
    with st.container(key=key):
        _card(key=f"{key}_told", data=_told(card, is_news=True))


def _told(card: Card, is_news: bool) -> dict[str, Any]:
    words = {
        name: say(f"tour.{name}") for name in ("back", "leave", "show", "done", "fold", "unfold")
    }
    words["label"] = say("tour.label", name=card.name)
    now = time.time_ns() // 1_000_000  # what was said later counts
    return {**asdict(card), "words": words, "is_news": is_news, "at": now}
