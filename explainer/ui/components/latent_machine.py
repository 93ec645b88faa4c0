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


@dataclass(frozen=True, eq=False)
class Part:
    """One part of the machine, and where it leads: to a page, or to a container of this one by its key."""

    area: Area
    title: str
    notes: tuple[str, ...]
    leads_to: str  # in words
    quantity: str = "plain"
    pixels: np.ndarray | None = None  # uint8 (h, w, c)
    page: str = ""
    address: str = ""
    place: str = ""

    def drawn(self) -> dict[str, object]:
        """What the browser is told of it."""
        return {
            "area": self.area,
            "title": self.title,
            "notes": list(self.notes),
            "leads_to": self.leads_to,
            "colour": colour(self.quantity),
            "src": None if self.pixels is None else data_uri(self.pixels),
            "page": self.page,
            "address": self.address or ("#" if self.place else "./"),
            "place": keyed(self.place) if self.place else "",
        }


def latent_machine(parts: Sequence[Part], label: str) -> str | None:
    """Draw the machine; the page whose part was clicked just now, if any."""
    data = {"parts": [part.drawn() for part in parts], "label": label}
    clicked = _machine(key="_latent_machine", data=data, on_page_change=lambda: None)
    page: str | None = clicked.page
    return page
