"""The plot of methods, closeness against sharpness: each labelled where it stands."""

from __future__ import annotations

import plotly.graph_objects as go

from explainer.ui.drawing.figures import finish
from explainer.ui.drawing.labels import Place, is_tied, label_places, width_of
from explainer.ui.drawing.theme import colour
from explainer.ui.language import say

Point = tuple[str, str, float, float]
"""A method's name and quantity, its closeness and its sharpness."""

HEIGHT = 380  # pixels
INNER_HEIGHT = 290  # of the plot without its axes, at least
FLOOR = -0.14  # the least sharpness that is drawn: none is below 0, but labels need room
_LINE_OF_THE_ORIGINAL = 6  # pixels that the dotted line keeps free


def methods_plot(points: list[Point]) -> go.Figure:
    """Closeness against sharpness; the dotted line is the original's sharpness."""
    left, right, height = _ranges(points)
    inside = inside_of(points)
    line = (1 - FLOOR) / (height - FLOOR)
    places = label_places(tuple(p[0] for p in points), inside, INNER_HEIGHT, _original(line))
    figure = go.Figure()
    for point, place in zip(points, places, strict=True):
        _add(figure, point, place)
    _add_line_of_the_original(figure, left)
    figure = finish(figure, say("remove_noise.plot_x"), say("remove_noise.plot_y"), HEIGHT)
    figure.update_xaxes(range=[left, right])
    figure.update_yaxes(range=[FLOOR, height])
    figure.update_layout(hovermode="closest")
    return figure


def inside_of(points: list[Point]) -> tuple[tuple[float, float], ...]:
    """Where the points are in the plot, in 0…1."""
    left, right, height = _ranges(points)
    place = [((x - left) / (right - left), (y - FLOOR) / (height - FLOOR)) for *_, x, y in points]
    return tuple(place)


def _ranges(points: list[Point]) -> tuple[float, float, float]:
    """From which closeness to which, and up to which sharpness: with room for labels at the sides."""
    spread, height = [p[2] for p in points], max(1.3, *(p[3] + 0.25 for p in points))
    margin = 0.15 + 0.25 * (max(spread) - min(spread))
    return min(spread) - margin, max(spread) + margin, height


def _original(line: float) -> tuple[tuple[float, float, float, float], ...]:
    """What the dotted line and its name at the left take, for a line at this share of the height."""
    y, width = line * INNER_HEIGHT, width_of(say("remove_noise.original"))
    return (0.5, y, 2000.0, _LINE_OF_THE_ORIGINAL), (0.0, y + 10, 2 * width, 20)


def _add(figure: go.Figure, point: Point, place: Place) -> None:
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
    label = {"x": x, "y": y, "text": name, "font": {"color": colour(quantity)}}
    if is_tied(place):
        tie = {"arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour(quantity), "standoff": 7}
        figure.add_annotation(**label, **tie, ax=place[0], ay=-place[1])
    else:
        figure.add_annotation(**label, showarrow=False, xshift=place[0], yshift=place[1])


def _add_line_of_the_original(figure: go.Figure, left: float) -> None:
    figure.add_hline(y=1, line={"color": colour("x0"), "width": 1.5, "dash": "dot"})
    name = {"text": say("remove_noise.original"), "font": {"color": colour("x0")}}
    at_the_left = {"xanchor": "left", "yanchor": "bottom", "showarrow": False}
    figure.add_annotation(x=left, y=1, **name, **at_the_left)
