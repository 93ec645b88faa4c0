"""The whole machine as one drawing: words and noise, UNet, latents, decoder, picture, and the encoder's way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explainer.streamlit_names import keyed
from explainer.ui.components import component
from explainer.ui.drawing.frames import data_uri
from explainer.ui.drawing.theme import colour

_machine = component("latent_machine")

Area = Literal["words", "noise", "yours", "unet", "encoder", "latent", "decoder", "picture"]


@dataclass(frozen=True)
class Goal:
    """Where a part leads, in words: to a page with its address, or to a container of this page by its key."""

    words: str
    page: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the machine."""

    area: Area
    title: str
    notes: tuple[str, ...]
    goal: Goal
    quantity: str = "plain"
    pixels: np.ndarray | None = None  # uint8 (h, w, c)

    def drawn(self) -> dict[str, object]:
        """What the browser is told of it."""
        return {
            "area": self.area,
            "title": self.title,
            "notes": list(self.notes),
            "leads_to": self.goal.words,
            "colour": colour(self.quantity),
            "src": None if self.pixels is None else data_uri(self.pixels),
            "page": self.goal.page,
            "address": self.goal.address or ("#" if self.goal.place else "./"),
            "place": keyed(self.goal.place) if self.goal.place else "",
        }


def latent_machine(parts: Sequence[Part], label: str) -> str | None:
    """Draw the machine; the page whose part was clicked just now, if any."""
    data = {"parts": [part.drawn() for part in parts], "label": label}
    clicked = _machine(key="_latent_machine", data=data, on_page_change=lambda: None)
    page: str | None = clicked.page
    return page
