"""The plot of methods, closeness against sharpness: each labelled where it stands, no label over another or struck through."""

from __future__ import annotations

import plotly.graph_objects as go

from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

Point = tuple[str, str, float, float]
"""A method's name and quantity, its closeness and its sharpness."""
_Box = tuple[float, float, float, float]  # x and y of its middle, width, height

# of the plot's width and height, as it is drawn on a phone and a desktop; and the same in pixels
_LETTER, _LINE = 0.021, 0.05
_LETTER_PIXELS, _LINE_PIXELS = 6.5, 17

# where a label's middle may stand beside its point: in label widths to the right, in lines up
_NEAR = [(0.0, 1.1), (0.0, -1.1), (0.62, 0.0), (-0.62, 0.0)]
_CORNERS = [(right, up) for up in (0.9, -0.9) for right in (0.6, -0.6)]
_FAR = [(right, up) for up in (2.3, 3.5, 4.7, 5.9, -2.3) for right in (0.0, 0.5, -0.5)]
_PLACES = [*_NEAR, *_CORNERS, *_FAR]


def methods_plot(points: list[Point]) -> go.Figure:
    """Closeness against sharpness; the dotted line is the original's sharpness."""
    spread, height = [p[2] for p in points], max(1.3, *(p[3] + 0.25 for p in points))
    margin = 0.15 + 0.25 * (max(spread) - min(spread))
    left, right = min(spread) - margin, max(spread) + margin
    inside = [((x - left) / (right - left), y / height) for _, _, x, y in points]
    places = label_places([p[0] for p in points], inside, 1 / height)
    figure = go.Figure()
    for point, place in zip(points, places, strict=True):
        _add(figure, point, place)
    _add_line_of_the_original(figure, left)
    figure = finish(figure, say("remove_noise.plot_x"), say("remove_noise.plot_y"), 380)
    figure.update_xaxes(range=[left, right])
    figure.update_yaxes(range=[0, height])
    figure.update_layout(hovermode="closest")
    return figure


def _add(figure: go.Figure, point: Point, place: tuple[float, float]) -> None:
    """A point and its label; one that stands farther away is tied to it by a thin line."""
    name, quantity, x, y = point
    figure.add_scatter(
        x=[x],
        y=[y],
        mode="markers",
        name=name,
        cliponaxis=False,
        marker={"size": 13, "color": colour(quantity)},
        hovertemplate="%{x:.1f} dB, %{y:.2f}",
    )
    right, up = place[0] * width_of(name) * _LETTER_PIXELS, place[1] * _LINE_PIXELS
    label = {"x": x, "y": y, "text": name, "font": {"color": colour(quantity)}}
    if abs(place[1]) > 2:
        tie = {"arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour(quantity), "standoff": 7}
        figure.add_annotation(**label, **tie, ax=right, ay=-up)
    else:
        figure.add_annotation(**label, showarrow=False, xshift=right, yshift=up)


def _add_line_of_the_original(figure: go.Figure, left: float) -> None:
    figure.add_hline(y=1, line={"color": colour("x0"), "width": 1.5, "dash": "dot"})
    name = {"text": say("remove_noise.original"), "font": {"color": colour("x0")}}
    at_the_left = {"xanchor": "left", "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(x=left, y=1, **name, **at_the_left)


def width_of(name: str) -> int:
    """How wide a name is, in Latin letters: a Chinese one takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in name)


def label_places(
    names: list[str], points: list[tuple[float, float]], line: float
) -> list[tuple[float, float]]:
    """For every point, in 0…1, the nearest place where its label hides least and stays inside the plot.

    `line` is the height of the dotted line, in 0…1; above its left end stands its own name.
    """
    taken = [(x, y, 2 * _LETTER, _LINE) for x, y in points]
    taken += [(0.5, line, 1.0, _LINE / 4), (0.1, line + _LINE / 2, 0.2, _LINE)]
    chosen = []
    for name, point in zip(names, points, strict=True):
        boxes = {place: box_of(name, point, place) for place in _PLACES}
        best = min(boxes, key=lambda place: round(_hidden(boxes[place], taken), 6))
        taken.append(boxes[best])
        chosen.append(best)
    return chosen


def box_of(name: str, point: tuple[float, float], place: tuple[float, float]) -> _Box:
    """What a label covers."""
    width = _LETTER * width_of(name)
    return point[0] + place[0] * width, point[1] + place[1] * _LINE, width, _LINE


def _hidden(box: _Box, taken: list[_Box]) -> float:
    """Area of a box that others cover or that lies outside the plot."""
    inside = _overlap(box, (0.5, 0.5, 1.0, 1.0))
    return box[2] * box[3] - inside + sum(_overlap(box, other) for other in taken)


def _overlap(a: _Box, b: _Box) -> float:
    """Area that two boxes share."""
    across, up = (
        min(a[i] + a[i + 2] / 2, b[i] + b[i + 2] / 2)
        - max(a[i] - a[i + 2] / 2, b[i] - b[i + 2] / 2)
        for i in (0, 1)
    )
    return max(across, 0.0) * max(up, 0.0)
