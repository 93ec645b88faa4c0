"""Labels in the plot of methods: beside their points, inside, and not over one another."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from explainer.ui.drawing.figures import label_places as curve_labels
from explainer.ui.drawing.methods_plot import _overlap, box_of, label_places

NAMES = [
    "Gaussian blur",
    "total variation",
    "non-local means",
    "Wiener filter",
    "one call",
    "50 steps",
]
LINE = 0.77  # the dotted line of the original's sharpness


def boxes(names, points):
    places = label_places(names, points, LINE)
    return list(map(box_of, names, points, places))


def test_overlap_of_known_boxes():
    assert _overlap((0, 0, 2, 2), (1, 1, 2, 2)) == 1
    assert _overlap((0, 0, 2, 2), (3, 0, 2, 2)) == 0


@given(st.lists(st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=1, max_size=2))
def test_a_label_is_never_cut_off_at_the_side(points):
    for box in boxes(NAMES[: len(points)], points):
        assert box[0] - box[2] / 2 > -0.1
        assert box[0] + box[2] / 2 < 1.1


def test_points_with_room_get_labels_that_do_not_touch():
    points = [(0.5, 0.1), (0.5, 0.3), (0.2, 0.5), (0.8, 0.5), (0.5, 0.7), (0.5, 0.9)]
    for a, b in itertools.combinations(boxes(NAMES, points), 2):
        assert _overlap(a, b) == 0


def test_a_crowd_at_the_bottom_gets_labels_that_nothing_strikes_through():
    """As at t = 900, where every filter leaves a blot."""
    points = [(0.25, 0.03), (0.33, 0.05), (0.41, 0.04), (0.5, 0.06), (0.75, 0.15), (0.2, 0.7)]
    labels = boxes(NAMES, points)
    dots = [(x, y, 0.03, 0.03) for x, y in points]
    for a, b in itertools.combinations(labels, 2):
        assert _overlap(a, b) == 0
    for label, other in itertools.product(labels, [*dots, (0.5, LINE, 1.0, 0.005)]):
        assert _overlap(label, other) == 0


def test_curves_are_labelled_where_they_are_apart_and_not_over_one_another():
    falling = [10.0 - i for i in range(60)]
    low = [y - (5 if 25 < i < 35 else 0) for i, y in enumerate(falling)]
    places = curve_labels({"high": falling, "low": low, "far": [y - 50 for y in falling]})
    assert 25 < places["high"][0] < 35
    assert (places["high"][1], places["far"][1]) == ("top right", "bottom left")
    for (a, _), (b, _) in itertools.combinations(places.values(), 2):
        assert abs(a - b) >= 10
