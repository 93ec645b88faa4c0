"""How digits and shapes are drawn, in a unit square with y downwards."""

from __future__ import annotations

import math

Points = list[tuple[float, float]]


def _p(*percent: int) -> Points:
    """x and y in turn, in hundredths."""
    return [(x / 100, y / 100) for x, y in zip(percent[::2], percent[1::2], strict=True)]


# the strokes of a digit: each a smooth line through its points; a point that stands twice makes a corner
DIGITS: dict[str, tuple[Points, ...]] = {
    "0": (_p(50, 12, 30, 27, 27, 60, 48, 88, 70, 70, 70, 30, 50, 12),),
    "1": (_p(36, 28, 53, 12, 53, 12, 53, 88),),
    "2": (_p(27, 30, 45, 12, 70, 25, 60, 50, 26, 86, 26, 86, 76, 86),),
    "3": (_p(28, 17, 52, 11, 69, 29, 46, 46, 46, 46, 72, 63, 56, 87, 26, 82),),
    "4": (_p(60, 12, 23, 62, 23, 62, 80, 62), _p(62, 38, 62, 90)),
    "5": (_p(72, 13, 34, 13, 34, 13, 31, 45, 31, 45, 58, 40, 73, 63, 56, 87, 27, 82),),
    "6": (_p(64, 13, 37, 38, 28, 68, 50, 88, 70, 69, 53, 51, 30, 66),),
    "7": (_p(25, 14, 75, 14, 75, 14, 43, 89),),
    "8": (_p(50, 48, 31, 30, 50, 11, 69, 30, 50, 48, 28, 69, 50, 89, 72, 69, 50, 48),),
    "9": (_p(69, 34, 48, 50, 31, 31, 50, 12, 69, 30, 66, 60, 54, 89),),
}


def _around(n: int, radii: tuple[float, ...], begin: float = -math.pi / 2) -> Points:
    """n corners around the middle, their distances from it taken in turn."""
    angles = [begin + 2 * math.pi * i / n for i in range(n)]
    return [
        (0.5 + radii[i % len(radii)] * math.cos(a), 0.5 + radii[i % len(radii)] * math.sin(a))
        for i, a in enumerate(angles)
    ]


_A, _B = 0.13, 0.38  # of the cross: half its beam, half its width
SHAPES: dict[str, Points] = {
    "circle": _around(24, (0.33,)),
    "square": _around(4, (0.42,), math.pi / 4),
    "triangle": _around(3, (0.42,)),
    "star": _around(10, (0.44, 0.18)),
    "cross": [
        (0.5 + x, 0.5 + y)
        for x, y in (
            *((-_A, -_B), (_A, -_B), (_A, -_A), (_B, -_A), (_B, _A), (_A, _A)),
            *((_A, _B), (-_A, _B), (-_A, _A), (-_B, _A), (-_B, -_A), (-_A, -_A)),
        )
    ],
}


def curve(points: Points, between: int = 6) -> Points:
    """A smooth line through all points: Catmull and Rom's spline (1974)."""
    ends = [points[0], *points, points[-1]]
    line = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        line += [_on_spline(a, b, c, d, i / between) for i in range(between)]
    return [*line, points[-1]]


def _on_spline(
    a: tuple[float, float],
    b: tuple[float, float],
    c: tuple[float, float],
    d: tuple[float, float],
    u: float,
) -> tuple[float, float]:
    """The point a share u of the way from b to c."""
    x, y = (
        0.5
        * (
            2 * b[i]
            + (c[i] - a[i]) * u
            + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * u**2
            + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * u**3
        )
        for i in (0, 1)
    )
    return x, y
