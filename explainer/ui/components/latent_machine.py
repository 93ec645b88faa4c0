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
    """Where a part leads, in words: to a page, which has its address, or to the container of this key."""

    words: str
    key: str
    address: str | None = None  # of a page, to which the container has a link


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
        goal, is_page = self.goal, self.goal.address is not None
        return {
            "area": self.area,
            "title": self.title,
            "notes": list(self.notes),
            "leads_to": goal.words,
            "colour": colour(self.quantity),
            "src": None if self.pixels is None else data_uri(self.pixels),
            "goal": keyed(goal.key) + (" a" if is_page else ""),
            "is_page": is_page,
            "address": (goal.address or "./") if is_page else "#",
        }


def latent_machine(parts: Sequence[Part], label: str) -> None:
    """Draw the machine."""
    _machine(
        key="_latent_machine", data={"parts": [part.drawn() for part in parts], "label": label}
    )
