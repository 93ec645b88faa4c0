"""Labels in the plot of methods: beside their points, inside, and not over one another."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from explainer.ui.drawing.figures import _LETTER, _LINE, _PLACES, _overlap, _places

NAMES = [
    "Gaussian blur",
    "total variation",
    "non-local means",
    "Wiener filter",
    "one call",
    "50 steps",
]


def boxes(names, points):
    places = [_PLACES[p] for p in _places(names, points)]
    widths = [_LETTER * len(name) for name in names]
    return [
        (x + right * w, y + up * _LINE, w, _LINE)
        for (x, y), (right, up), w in zip(points, places, widths, strict=True)
    ]


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
