"""Latent space: how latents are shown, and what every section of the page begins with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import streamlit as st
from torch import Tensor

from explainer.media.pictures import (
    difference_map,
    montage,
    montage_columns,
    noise_pixels,
    to_pixels,
)
from explainer.ui.components.latent_turn import Sheet
from explainer.ui.drawing.frames import Framed
from explainer.ui.drawing.numbers import whole
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say
from explainer.ui.page import folded, stage_and_controls
from explainer.ui.picture import Picture

GAP = 1  # pixels between two maps
LIMIT = 3  # deviations: black and white of every map, as `noise_pixels` has them
Stage = AbstractContextManager[Any]


def fold(name: str) -> Stage:
    """A section, folded under its title; the drawing leads to it and opens it."""
    with st.container(key=f"latent_{name}"):
        return folded(f"latent_space.{name}")


def begin(lead: str) -> tuple[Stage, Stage]:
    """A section's question; its stage and the place for its controls."""
    st.markdown(lead)
    return stage_and_controls()


def maps(latents: Tensor) -> np.ndarray:
    """Latents (z, h, w) as one map for each channel, on one fixed scale of grey: uint8 (height, width, 3).

    Lines in a colour, which no map has, keep them apart.
    """
    grey = montage(noise_pixels(latents[:, None]), gap=GAP)
    pixels = np.repeat(grey, 3, axis=-1)
    for axis, side in enumerate(latents.shape[1:]):
        between = np.arange(pixels.shape[axis]) % (side + GAP) >= side
        np.moveaxis(pixels, axis, 0)[between] = _rgb(colour("xt"))
    return pixels


def _rgb(hexadecimal: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(hexadecimal.removeprefix("#")))


def sheet(latents: Tensor) -> Sheet:
    """How the maps lie in `maps`."""
    channels, _, side = latents.shape
    return Sheet(channels, montage_columns(channels), side, GAP)


def size(latents: Tensor) -> dict[str, object]:
    """What sentences say of latents: how many maps of which size, and numbers in all."""
    channels, height, width = latents.shape
    return {"maps": channels, "height": height, "width": width, "numbers": whole(latents.numel())}


def scale() -> str:
    """The bar that says what the greys of the maps mean, as html."""
    low, high = (
        say("latent_space.scale_low", limit=LIMIT),
        say("latent_space.scale_high", limit=LIMIT),
    )
    return f'<div class="nw-scale"><span>{low}</span><i></i><span>{high}</span></div>'


def difference(reference: Tensor, picture: Tensor, gain: int) -> np.ndarray:
    """picture − reference, (c, h, w) each, amplified so many times."""
    return difference_map(to_pixels(reference), to_pixels(picture), gain)


def framed(picture: Tensor, name: str, symbol: str = "", quantity: str = "plain") -> Framed:
    """A picture (c, h, w) in its frame."""
    return Framed(to_pixels(picture), name, symbol, quantity)


def picture_alone(picture: Picture) -> Framed:
    """The visitor's picture where nothing can be made of it."""
    return Framed(picture.pixels, picture.title, "x₀", "x0")
