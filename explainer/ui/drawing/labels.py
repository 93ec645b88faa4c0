"""Where the labels of points stand: beside their points, over nothing else, however wide the plot is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np

WIDTHS = (280, 360, 700)  # pixels between the sides of a plot: a phone, a desktop, a wall
_LETTER, _LINE = 7.0, 17  # pixels that a letter is wide and a line is high, at most
_DOT = 13  # pixels across
_AIR = 3  # pixels around a label and a dot
_FOREIGN = 16  # pixels: a label with no tie keeps so far from the dots of others if it can, or it would seem to be theirs
_SEEMS = 4e-5  # of what hiding a pixel costs: coming nearer than that to another's dot, per pixel
_PER_PIXEL = 4e-4  # the same: standing a pixel farther away
_TIED = 24  # pixels: from here on a line ties the label to its dot
_TIE_POINTS = 5  # along a tie, each standing for the piece around it
_ROUNDS = 4
_FEW = 3  # labels: where one choosing after the other finds nothing free, the first of them is held at a place
_HELD = range(12)  # the nearest places

_Found = tuple[float, list[int]]  # what it costs, and the place of every label

Place = tuple[float, float]
"""Pixels to the right of a dot, and up: the middle of its label."""
Boxes = np.ndarray
"""(…, 4): x and y of the middle, width, height, in pixels; the one before the last axis goes over WIDTHS."""


def width_of(name: str) -> float:
    """How many pixels wide a name is at most: a Chinese letter as wide as two Latin ones."""
    return _LETTER * sum(2 if ord(letter) > 0x2E7F else 1 for letter in name)


def is_tied(place: Place) -> bool:
    """Whether a label stands so far from its dot that a line must tie them."""
    return abs(place[1]) > _TIED


@lru_cache(maxsize=64)
def label_places(
    names: tuple[str, ...],
    points: tuple[tuple[float, float], ...],
    height: int,
    others: tuple[tuple[float, ...], ...] = (),
) -> list[Place]:
    """For every point, in 0…1, the nearest place where its label hides nothing, in plots of all WIDTHS.

    `height` is the plot's in pixels. `others` must stay free, too: x from 0 to 1, y, width and height in pixels.
    """
    dots = np.stack([_scaled((x, y * height, _DOT, _DOT), w) for x, y in points for w in WIDTHS])
    dots = dots.reshape(len(points), len(WIDTHS), 4)
    fixed = [np.stack([_scaled(box, w) for w in WIDTHS]) for box in others]
    crowd = [_Label(name, dot, height) for name, dot in zip(names, dots, strict=True)]
    orders = _orders(points)
    found = (
        _settled(crowd, order, dots, fixed, held)
        for held in (None, *(_HELD if len(points) <= _FEW else ()))
        for order in orders
    )
    tried = list(_until_free(found))
    best = min(tried, key=lambda cost_and_places: cost_and_places[0])[1]
    return [label.places[k] for label, k in zip(crowd, best, strict=True)]


def _orders(points: Sequence[tuple[float, float]]) -> list[list[int]]:
    """In which order labels may take their places: none is good for every crowd."""
    plain = list(range(len(points)))
    across = sorted(plain, key=lambda i: points[i][0])
    up = sorted(plain, key=lambda i: points[i][1])
    return [up, across, up[::-1], across[::-1], plain]


def _until_free(found: Iterable[_Found]) -> Iterator[_Found]:
    """The first that hides nothing is the last that is looked at."""
    for cost, places in found:
        yield cost, places
        if cost < 1:
            return


def _settled(
    crowd: Sequence[_Label],
    order: Sequence[int],
    dots: Boxes,
    fixed: Sequence[Boxes],
    held: int | None,
) -> _Found:
    """Where all labels stay in the end, one choosing after the other, and what that costs.

    `held` is the place that the first of them keeps, whatever the others do.
    """
    for label in crowd:
        label.chosen = None
    cost, before = 0.0, None
    for _ in range(_ROUNDS):
        cost = 0.0
        for i in order:
            rest = [crowd[k] for k in order if k != i]
            only = held if i == order[0] else None
            cost += crowd[i].choose(rest, np.delete(dots, i, axis=0), fixed, only)
        chosen = [label.chosen or 0 for label in crowd]
        if chosen == before:
            break
        before = chosen
    return cost, before or []


class _Label:
    """A name, its dot's box at every width, and the places where it may stand."""

    def __init__(self, name: str, dot: Boxes, height: int) -> None:
        self.places = _places(width_of(name))
        self.chosen: int | None = None
        self._height, self._dot = height, dot
        self._boxes = np.stack([box_of(name, dot, place) for place in self.places])
        self._ties = np.stack([_tie(dot, place) for place in self.places])
        self._far = np.array([math.hypot(*place) for place in self.places])
        self._alone = np.array([not is_tied(place) for place in self.places])

    def taken(self) -> list[Boxes]:
        """What the label covers, and its tie; nothing before it has a place."""
        if self.chosen is None:
            return []
        box = self._boxes[self.chosen]
        return [box] if self._alone[self.chosen] else [box, *self._ties[self.chosen]]

    def choose(
        self, crowd: Sequence[_Label], dots: Boxes, fixed: Sequence[Boxes], only: int | None = None
    ) -> float:
        """Take the place that hides least, and of several the nearest, or the `only` one; what that costs."""
        labels = [box for other in crowd for box in other.taken()]
        cost = self._outside() + _hidden(self._boxes, [*labels, *fixed, self._dot])
        cost += _hidden(self._boxes, _wider(dots, 2 * _AIR))
        cost += _SEEMS * _hidden(self._boxes, _wider(dots, 2 * _FOREIGN)) * self._alone
        cost += _hidden_tie(self._ties, [*labels, *_wider(dots, 2 * _AIR)]) * ~self._alone
        cost += _PER_PIXEL * self._far
        self.chosen = int(cost.argmin()) if only is None else only
        return float(cost[self.chosen])

    def _outside(self) -> np.ndarray:
        wholes = self._boxes[..., 2] * self._boxes[..., 3]
        frames = [_scaled((0.5, self._height / 2, w, self._height), w) for w in WIDTHS]
        return np.asarray((wholes - overlap(self._boxes, np.stack(frames))).sum(-1))


def _places(width: float) -> list[Place]:
    up, side = (_DOT + _LINE) / 2 + 1, (_DOT + width) / 2 + _AIR
    near = [(0.0, up), (0.0, -up), (side, 0.0), (-side, 0.0)]
    corners = [(s * width / 2, u) for u in (up, -up) for s in (0.5, -0.5, 0.9, -0.9)]
    rows = [sign * r for r in range(_TIED + 8, 210, 18) for sign in (1, -1)]
    columns = (0.0, 0.4, -0.4, 0.8, -0.8)
    return [
        *near,
        *corners,
        *((c, 1.4 * u) for c, u in corners),
        *((c * width, float(r)) for r in rows for c in columns),
    ]


def box_of(name: str, dot: Boxes, place: Place) -> Boxes:
    """What a label covers, with some air around it."""
    middle = dot[..., :2] + np.array(place)
    size = np.broadcast_to([width_of(name) + _AIR, float(_LINE)], middle.shape)
    return np.concatenate([middle, size], axis=-1)


def _tie(dot: Boxes, place: Place) -> Boxes:
    """Boxes along the line from a dot to its label, without its ends."""
    parts = (np.arange(_TIE_POINTS) + 0.5) / _TIE_POINTS * 0.95
    middles = dot[None, :, :2] + parts[:, None, None] * np.array(place)
    piece = np.maximum(np.abs(place) * 0.95 / _TIE_POINTS, 4.0)
    return np.concatenate([middles, np.broadcast_to(piece, middles.shape)], axis=-1)


def _scaled(box: Sequence[float], width: int) -> np.ndarray:
    """A box whose x is in 0…1, in pixels of a plot so wide."""
    return np.array([box[0] * width, *box[1:]])


def _wider(boxes: Boxes, by: float) -> list[Boxes]:
    return [*np.add(boxes, np.array([0, 0, by, by]))]


def _hidden(boxes: Boxes, taken: Sequence[Boxes]) -> np.ndarray:
    """For every place, the area that others take of the label, over all widths."""
    if not len(taken):
        return np.zeros(len(boxes))
    return np.asarray(overlap(boxes[:, None], np.stack(taken)[None]).sum((-1, -2)))


def _hidden_tie(ties: Boxes, taken: Sequence[Boxes]) -> np.ndarray:
    """The same of its tie."""
    return np.asarray(sum(_hidden(ties[:, k], taken) for k in range(_TIE_POINTS)))


def overlap(a: Boxes, b: Boxes) -> np.ndarray:
    """Area that boxes share, of the last axis."""
    ends = np.minimum(a[..., :2] + a[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2)
    begins = np.maximum(a[..., :2] - a[..., 2:] / 2, b[..., :2] - b[..., 2:] / 2)
    return np.asarray(np.clip(ends - begins, 0, None).prod(-1))
