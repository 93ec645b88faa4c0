"""Every tour that ships can be meant: its minutes, pages, controls, words and conditions."""

import pytest

from explainer.tours import MISCONCEPTIONS, read_tour, tour, tours

GOOD = {"minutes": 1, "step": [{"name": "a", "page": "start", "minutes": 1}]}


def test_three_ship_the_shortest_first():
    minutes = [tour.minutes for tour in tours()]
    assert len(minutes) == 3
    assert minutes == sorted(minutes)


def test_every_misconception_is_met_by_those_who_have_a_lesson():
    met = {
        m for name in ("lesson", "mathematics") for s in tour(name).steps for m in s.misconceptions
    }
    assert met == set(MISCONCEPTIONS)
    assert len(MISCONCEPTIONS) == 12


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"minutes": 2}, "take 1 minutes"),
        ({"words": "x"}, "what a tour has"),
        ({"step": [GOOD["step"][0] | {"pgae": "x"}]}, "pgae"),
        ({"step": [{"name": "a", "minutes": 1}]}, "page is missing"),
        ({"step": [GOOD["step"][0] | {"misconceptions": ["x"]}]}, "misconception: x"),
        ({"step": [GOOD["step"][0] | {"done": "t"}]}, "no condition"),
        ({"minutes": 2, "step": GOOD["step"] * 2}, "the same name"),
    ],
)
def test_what_cannot_be_meant_is_refused(change, complaint):
    read_tour("good", GOOD)
    with pytest.raises(ValueError, match=complaint):
        read_tour("bad", GOOD | change)
