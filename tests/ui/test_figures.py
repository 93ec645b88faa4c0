"""Labels in plots: beside their points, inside, and not over one another, however wide the plot is drawn."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explainer import strings
from explainer.ui.drawing import methods_plot
from explainer.ui.drawing.figures import label_places as curve_labels
from explainer.ui.drawing.labels import (
    _DOT,
    WIDTHS,
    _scaled,
    box_of,
    is_tied,
    label_places,
    overlap,
)

HEIGHT = methods_plot.INNER_HEIGHT
FLOOR = methods_plot.FLOOR
LINE = (1 - FLOOR) / (1.3 - FLOOR)  # where the original's sharpness is
# tulip, network photos: closeness and sharpness of all methods, as the page Remove noise had them
MEASURED = {
    50: [(28.57, 0.95), (29.85, 0.90), (29.40, 1.04), (28.42, 0.91), (30.14, 0.88), (28.35, 0.90)],
    500: [(17.45, 0.06), (17.71, 0.36), (16.87, 0.90), (17.14, 0.48), (18.87, 0.39), (16.98, 0.67)],
    900: [(12.36, 0.01), (10.90, 0.24), (11.84, 0.49), (12.36, 0.08), (12.75, 0.12), (11.15, 0.71)],
}


def names_in(code):
    filters = [f"filter.{name}" for name in ("gaussian_best", "tv", "nlm", "wiener")]
    methods = [*filters, "remove_noise.one_step", "remove_noise.iterative"]
    return tuple(strings.say(method, language=code, n=50) for method in methods)


def scaled(points):
    """As `methods_plot` draws them, in 0…1."""
    return methods_plot.inside_of([("", "", x, y) for x, y in points])


def drawn(names, points, width, others):
    """Boxes of labels, dots and others at one width, as the places were chosen for all."""
    places = label_places(names, points, HEIGHT, others)
    dots = [_scaled((x, y * HEIGHT, _DOT, _DOT), width) for x, y in points]
    labels = [box_of(*found) for found in zip(names, dots, places, strict=True)]
    return labels, dots, [_scaled(box, width) for box in others]


def ties(names, points, width, others):
    """Points along the lines from dots to labels that stand far from them."""
    for (x, y), (right, up) in zip(
        points, label_places(names, points, HEIGHT, others), strict=True
    ):
        parts = np.linspace(0, 1, 50) if is_tied((right, up)) else []
        yield [(x * width + part * right, y * HEIGHT + part * up) for part in parts]


def check_free(labels, dots, others):
    for a, b in itertools.combinations(labels, 2):
        assert overlap(a, b) == 0
    for label, other in itertools.product(labels, [*dots, *others]):
        assert overlap(label, other) == 0


@pytest.mark.parametrize("t", MEASURED)
@pytest.mark.parametrize("code", strings.languages())
@pytest.mark.parametrize("width", [*WIDTHS, 300, 320, 450, 550, 1000])
def test_no_label_of_the_methods_covers_anything(t, code, width):
    original = methods_plot._original(LINE)
    labels, dots, others = drawn(names_in(code), scaled(MEASURED[t]), width, original)
    check_free(labels, dots, others)
    for i, tie in enumerate(ties(names_in(code), scaled(MEASURED[t]), width, original)):
        for other in [*np.delete(labels, i, axis=0), *np.delete(dots, i, axis=0)]:
            left, right = other[0] - other[2] / 2, other[0] + other[2] / 2
            low, high = other[1] - other[3] / 2, other[1] + other[3] / 2
            struck = [left < x < right and low < y < high for x, y in tie]
            assert not any(struck)
    for x, y, across, high in labels:
        assert x - across / 2 >= 0 and x + across / 2 <= width
        assert y - high / 2 >= 0 and y + high / 2 <= HEIGHT


def test_overlap_of_known_boxes():
    one, same, beside = (np.array(box) for box in ((0, 0, 2, 2), (1, 1, 2, 2), (3, 0, 2, 2)))
    assert overlap(one, same) == 1
    assert overlap(one, beside) == 0


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(0.2, 0.8), st.floats(0.1, 0.9)), min_size=1, max_size=3))
def test_a_few_labels_never_cover_anything_wherever_their_dots_are(points):
    # dots on one another are one to the eye
    assume(all(math.dist(a, b) > 0.02 for a, b in itertools.combinations(points, 2)))
    names = names_in("en")[: len(points)]
    for width in WIDTHS:
        check_free(*drawn(names, tuple(points), width, ()))


def test_a_dot_alone_has_its_label_beside_it_and_a_crowd_has_places_of_their_own():
    (place,) = label_places(("one call",), ((0.5, 0.5),), HEIGHT)
    assert not is_tied(place) and max(map(abs, place)) < 30
    crowd = tuple((0.5 + 0.001 * i, 0.5) for i in range(6))
    assert len(set(label_places(names_in("en"), crowd, HEIGHT))) == len(crowd)


def test_curves_are_labelled_where_they_are_apart_and_not_over_one_another():
    falling = [10.0 - i for i in range(60)]
    low = [y - (5 if 25 < i < 35 else 0) for i, y in enumerate(falling)]
    places = curve_labels({"high": falling, "low": low, "far": [y - 50 for y in falling]})
    assert 25 < places["high"][0] < 35
    assert (places["high"][1], places["far"][1]) == ("top right", "bottom left")
    for (a, _), (b, _) in itertools.combinations(places.values(), 2):
        assert abs(a - b) >= 10
