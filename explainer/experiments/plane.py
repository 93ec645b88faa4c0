"""Two dimensions: distributions of points in a plane, as the data of a diffusion model that one can see whole.

The rest is computed in visitors' browsers, by `explainer/javascript/plane/`: tests hold that equal to `explainer/core/`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

POINTS = 120  # of every shape: few enough that one sees whether a sample is a copy


@dataclass(frozen=True, eq=False)
class Shape:
    """Points (n, 2), their mean 0 and their mean square 1 in a coordinate, and the class of each: 0 or 1, (n,)."""

    points: np.ndarray
    classes: np.ndarray


Drawn = tuple[np.ndarray, np.ndarray]
"""Points (n, 2) and classes (n,), anywhere and at any size."""


def _on_arc(n: int, begin: float, end: float, radius: float = 1.0) -> np.ndarray:
    """n places along an arc around 0, its angles in turns."""
    angle = np.linspace(begin, end, n) * math.tau
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _on_lines(n: int, corners: list[tuple[float, float]]) -> np.ndarray:
    """n places along a line with these corners."""
    where = np.linspace(0, 1, n) * (_lengths(corners)[-1])
    x, y = (np.interp(where, _lengths(corners), side) for side in zip(*corners, strict=True))
    return np.stack([x, y], axis=1)


def _lengths(corners: list[tuple[float, float]]) -> np.ndarray:
    """How far along the line each corner is."""
    sides = np.hypot(*np.diff(np.array(corners), axis=0).T)
    return np.concatenate([[0.0], np.cumsum(sides)])


def _spread(places: np.ndarray, deviation: float, chance: np.random.Generator) -> np.ndarray:
    return places + deviation * chance.standard_normal(places.shape)


def _joined(*parts: np.ndarray) -> Drawn:
    """Parts of alternating classes."""
    classes = [np.full(len(part), i % 2) for i, part in enumerate(parts)]
    return np.concatenate(parts), np.concatenate(classes)


def _moons(chance: np.random.Generator) -> Drawn:
    half = POINTS // 2
    upper, lower = _on_arc(half, 0, 0.5), np.array([1.0, 0.35]) - _on_arc(half, 0, 0.5)
    return _joined(_spread(upper, 0.06, chance), _spread(lower, 0.06, chance))


def _spiral(chance: np.random.Generator) -> Drawn:
    turns = np.sqrt(np.linspace(0.03, 1, POINTS // 2)) * 1.35
    arm = turns[:, None] * np.stack([np.cos(turns * math.tau), np.sin(turns * math.tau)], axis=1)
    return _joined(_spread(arm, 0.03, chance), _spread(-arm, 0.03, chance))


def _ring(chance: np.random.Generator) -> Drawn:
    circle = _spread(_on_arc(POINTS + 1, 0, 1)[:-1], 0.04, chance)
    return circle, (circle[:, 0] > 0).astype(int)


def _checkerboard(chance: np.random.Generator) -> Drawn:
    fields = [(x, y) for y in range(4) for x in range(4) if (x + y) % 2 == 0]
    corners = np.repeat(np.array(fields, float), POINTS // len(fields), axis=0)
    points = corners + 0.08 + 0.84 * chance.random(corners.shape)
    return points, (corners[:, 1] % 2).astype(int)


def _clusters(count: int, deviation: float, chance: np.random.Generator) -> Drawn:
    centres = _on_arc(count + 1, 0, 1)[:-1]
    around = [np.repeat(c[None], POINTS // count, axis=0) for c in centres]
    return _joined(*(_spread(places, deviation, chance) for places in around))


def _letter(chance: np.random.Generator) -> Drawn:
    """An N, its slanted stroke of the second class."""
    left = _on_lines(POINTS // 3, [(0, 0), (0, 2)])
    right = _on_lines(POINTS // 3, [(1.4, 0), (1.4, 2)])
    slanted = _on_lines(POINTS // 3 + 2, [(0, 2), (1.4, 0)])[1:-1]
    points, classes = _joined(np.concatenate([left, right]), slanted)
    return _spread(points, 0.03, chance), classes


def _smiley(chance: np.random.Generator) -> Drawn:
    """A face, its eyes and mouth of the second class."""
    face = _on_arc(73, 0, 1)[:-1]
    mouth = _on_arc(24, 0.57, 0.93, 0.6)
    eyes = [np.repeat([[x, 0.35]], 12, axis=0) for x in (-0.35, 0.35)]
    inside = np.concatenate([mouth, *(_spread(eye, 0.05, chance) for eye in eyes)])
    return _joined(_spread(face, 0.03, chance), _spread(inside, 0.015, chance))


SHAPES: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "moons": _moons,
    "spiral": _spiral,
    "ring": _ring,
    "checkerboard": _checkerboard,
    "two": lambda chance: _clusters(2, 0.12, chance),
    "eight": lambda chance: _clusters(8, 0.06, chance),
    "letter": _letter,
    "smiley": _smiley,
}


@cache
def shape(name: str) -> Shape:
    """The points of a shape, the same on every visit. KeyError for an unknown name."""
    points, classes = SHAPES[name](np.random.default_rng(0))
    centred = points - points.mean(0)
    return Shape(centred / math.sqrt(float(np.square(centred).mean())), classes)
