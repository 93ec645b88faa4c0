"""What a live training learns from: digits and shapes drawn by code, each time a little otherwise, or a picture varied."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from explainer.core.errors import UserError
from explainer.experiments.live.plan import COUNT
from explainer.experiments.live.strokes import DIGITS, SHAPES, curve
from explainer.media.pictures import from_pixels, reduce
from explainer.networks.conditions import bag_matrix

SIZE = 16  # pixels, height and width
FINE = 5 * SIZE  # at which it is drawn, before it is reduced
Points = list[tuple[float, float]]  # in the unit square, y downwards


@dataclass(frozen=True, eq=False)
class Lesson:
    """Training pictures: x0 (N, c, SIZE, SIZE) in [−1, 1], the number of each one's word, and all words."""

    x0: Tensor
    labels: Tensor  # (N,); all 0 where there are no words
    vocabulary: tuple[str, ...]

    @property
    def bags(self) -> Tensor:
        """The words of each, (N, words)."""
        return bag_matrix([{w: 1.0} for w in self.vocabulary], self.vocabulary)[self.labels]

    @property
    def mean(self) -> Tensor:
        """Their average, (c, SIZE, SIZE)."""
        return self.x0.mean(0)

    def nearest(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Of each (b, c, SIZE, SIZE): the distance to the nearest training picture, root mean square, and its label."""
        apart = torch.cdist(pictures.flatten(1), self.x0.flatten(1)) / self.x0[0].numel() ** 0.5
        distance, which = apart.min(1)
        return distance, self.labels[which]


def vocabulary_of(subject: str) -> tuple[str, ...]:
    """The words of a subject; none for a picture."""
    return {"digits": tuple(DIGITS), "shapes": tuple(SHAPES)}.get(subject, ())


def shape_of(subject: str) -> tuple[int, int, int]:
    """(channels, height, width) of its pictures."""
    return 1 if subject == "digits" else 3, SIZE, SIZE


def lesson(subject: str, seed: int, picture: np.ndarray | None = None, n: int = COUNT) -> Lesson:
    """n training pictures of a subject, the same for the same seed; "picture" varies uint8 (h, w, 3). UserError for others."""
    rng = np.random.default_rng(seed)
    if subject == "digits":
        return _drawn(vocabulary_of(subject), _digit, rng, n)
    if subject == "shapes":
        return _drawn(vocabulary_of(subject), _shape, rng, n)
    if subject == "picture" and picture is not None:
        varied = [reduce(_varied(picture, rng), SIZE, 3) for _ in range(n)]
        return Lesson(torch.stack(varied), torch.zeros(n, dtype=torch.long), ())
    raise UserError("A live training learns from digits, from shapes or from a picture.")


def _drawn(
    words: tuple[str, ...],
    draw: Callable[[str, np.random.Generator], np.ndarray],
    rng: np.random.Generator,
    n: int,
) -> Lesson:
    labels = rng.integers(len(words), size=n)
    pixels = np.stack([draw(words[label], rng) for label in labels])
    return Lesson(from_pixels(pixels), torch.from_numpy(labels), words)


def _digit(word: str, rng: np.random.Generator) -> np.ndarray:
    """A digit as if by hand, white on black: uint8 (SIZE, SIZE, 1)."""
    image = Image.new("L", (FINE, FINE))
    pen, moved = ImageDraw.Draw(image), _moved(rng, turn=0.15, shift=0.07)
    width = round(FINE * rng.uniform(0.09, 0.13))
    for stroke in DIGITS[word]:
        points = moved([(x + rng.normal(0, 0.02), y + rng.normal(0, 0.02)) for x, y in stroke])
        line = [(x * FINE, y * FINE) for x, y in curve(points)]
        pen.line(line, fill=255, width=width, joint="curve")
        for x, y in (line[0], line[-1]):  # a pen is round
            pen.circle((x, y), width / 2, fill=255)
    return _reduced(image)


def _shape(word: str, rng: np.random.Generator) -> np.ndarray:
    """A coloured shape on a dark ground: uint8 (SIZE, SIZE, 3)."""
    image = Image.new("RGB", (FINE, FINE), (16, 18, 28))
    moved = _moved(rng, turn=0.2, shift=0.08)
    colour = f"hsv({rng.integers(360)}, 85%, {rng.integers(80, 101)}%)"
    points = [(x * FINE, y * FINE) for x, y in moved(list(SHAPES[word]))]
    ImageDraw.Draw(image).polygon(points, fill=colour)
    return _reduced(image)


def _moved(rng: np.random.Generator, turn: float, shift: float) -> Callable[[Points], Points]:
    """Points turned (radians), scaled, slanted and shifted, all by chance, around the middle of the unit square."""
    angle, slant = rng.normal(0, turn), rng.normal(0, turn)
    scale = rng.uniform(0.85, 1.1, size=2)
    dx, dy = rng.uniform(-shift, shift, size=2)
    cos, sin = math.cos(angle), math.sin(angle)

    def move(points: Points) -> Points:
        centred = [((x - 0.5) * scale[0], (y - 0.5) * scale[1]) for x, y in points]
        slanted = [(x + slant * y, y) for x, y in centred]
        return [(0.5 + dx + cos * x - sin * y, 0.5 + dy + sin * x + cos * y) for x, y in slanted]

    return move


def _reduced(image: Image.Image) -> np.ndarray:
    pixels = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BOX))
    return pixels.reshape(SIZE, SIZE, -1)


def _varied(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A square cut from uint8 (h, w, 3) by chance, at least half as wide as it can be, half of them mirrored."""
    h, w = picture.shape[:2]
    side = round(min(h, w) * rng.uniform(0.55, 1.0))
    top, left = rng.integers(h - side + 1), rng.integers(w - side + 1)
    cut = picture[top : top + side, left : left + side]
    return np.ascontiguousarray(cut[:, ::-1] if rng.random() < 0.5 else cut)
