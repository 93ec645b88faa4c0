"""Drawings to begin with, as somebody would make them in half a minute: patches of few colours, on the board's ground."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from explainer.media.painted import PALETTE
from explainer.networks.checkpoints import ModelCard
from explainer.networks.conditions import first_of

SIDE = 64  # cells that they are drawn in
DARK = -0.3  # mean of the pictures of a network that learned from bright things on black

Draw = ImageDraw.ImageDraw


def is_dark(card: ModelCard) -> bool:
    """Whether a network's pictures are of something bright on black."""
    return card.statistics is not None and float(np.mean(card.statistics.mean)) < DARK


def ground(card: ModelCard) -> np.ndarray:
    """What to draw on, uint8 (SIDE, SIDE, 3): white, or black where the network's pictures are."""
    return np.full((SIDE, SIDE, 3), 0 if is_dark(card) else 255, np.uint8)


def example(card: ModelCard) -> np.ndarray:
    """What is on the board before anybody draws, cells (SIDE, SIDE): the network's first word, if it is among these."""
    image = Image.new("L", (SIDE, SIDE))
    first = first_of(card.first_prompt)
    draw = _stroke if is_dark(card) else EXAMPLES.get(first, _tulip)
    draw(ImageDraw.Draw(image))
    return np.asarray(image)


def _stroke(draw: Draw) -> None:
    draw.line([(18, 16), (46, 16), (30, 50)], fill=_colour("white"), width=6, joint="curve")


def _tulip(draw: Draw) -> None:
    _meadow(draw, 46)
    draw.line((32, 34, 32, 60), fill=_colour("dark_green"), width=4)
    draw.ellipse((34, 42, 50, 50), fill=_colour("dark_green"))
    draw.ellipse((20, 10, 44, 38), fill=_colour("red"))
    for left in (20, 28, 36):
        draw.polygon((left, 20, left + 4, 6, left + 8, 20), fill=_colour("red"))


# of a right wing, from the middle of the picture: its rim, and what lies within
_WINGS = (
    (
        ((2, 28), (8, 12), (22, 6), (29, 10), (27, 24), (16, 33), (3, 33)),
        ((4, 27), (9, 15), (21, 10), (25, 13), (23, 23), (14, 30), (4, 31)),
    ),
    (
        ((3, 32), (16, 33), (23, 40), (21, 52), (12, 57), (4, 44)),
        ((4, 34), (14, 35), (19, 41), (17, 49), (12, 52), (6, 43)),
    ),
)


def _butterfly(draw: Draw) -> None:
    for rim, inside in _WINGS:
        for side in (-1, 1):
            for outline, colour in ((rim, "black"), (inside, "orange")):
                draw.polygon([(32 + side * x, y) for x, y in outline], fill=_colour(colour))
    draw.ellipse((30, 18, 34, 52), fill=_colour("black"))
    for end in (25, 39):
        draw.line((32, 19, end, 6), fill=_colour("black"))


def _heart(draw: Draw) -> None:
    for left in (10, 31):
        draw.ellipse((left, 12, left + 23, 36), fill=_colour("red"))
    draw.polygon((11, 28, 53, 28, 32, 56), fill=_colour("red"))


def _meadow(draw: Draw, horizon: int) -> None:
    draw.rectangle((0, 0, SIDE, SIDE), fill=_colour("sky"))
    draw.rectangle((0, horizon, SIDE, SIDE), fill=_colour("green"))


def _colour(name: str) -> int:
    return 1 + [*PALETTE].index(name)


EXAMPLES: dict[str, Callable[[Draw], None]] = {"butterfly": _butterfly, "red heart": _heart}
