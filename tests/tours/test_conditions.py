"""The language in which a tour says when a step's task is done."""

import pytest

from explainer.tours.conditions import FACTS, Now, read


def holds(text, facts=(), begin=None, **values):
    return read(text).holds(Now(values, begin or {}, frozenset(facts)))


@pytest.mark.parametrize(
    ("text", "t", "expected"),
    [
        ("t > 800", 801, True),
        ("t > 800", 800, False),
        ("t >= 800", 800, True),
        ("t < 0.5", 0.4, True),
        ("t <= 0.5", 0.6, False),
        ("t == 0", 0.0, True),
        ("t != 0", 0, False),
    ],
)
def test_a_control_against_a_number(text, t, expected):
    assert holds(text, t=t) is expected


def test_a_control_against_a_word():
    assert holds("schedule == linear", schedule="linear")
    assert not holds("schedule == linear", schedule="cosine")
    assert holds("plant == true", plant=True)
    assert not holds("plant == true", plant=False)


def test_nothing_is_known_of_a_control_that_says_nothing():
    assert not any(holds(text) for text in ("t > 800", "t != 3", "t == 0"))


def test_a_control_that_was_changed():
    assert holds("seed changed", begin={"seed": 7}, seed=8)
    assert not holds("seed changed", begin={"seed": 7}, seed=7)


def test_facts_and_how_they_are_joined():
    assert holds("ran", facts=["ran"])
    assert not holds("ran", facts=["guessed"])
    assert holds("w > 4 and ran", facts=["ran"], w=5)
    assert not holds("w > 4 and ran", facts=["ran"], w=4)
    assert not holds("w > 4 and ran", w=5)
    assert holds("w > 4 and ran or dared", facts=["dared"], w=0)


def test_what_it_asks_about():
    condition = read("w > 4 and ran or seed changed")
    assert condition.controls == {"w", "seed"}
    assert condition.facts == {"ran"} <= FACTS


@pytest.mark.parametrize(
    "text", ["", "t", "t >", "t > much", "run", "t = 3", "t > 3 and", "__import__('os')", "T > 3"]
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ValueError, match=r"condition|needs a number"):
        read(text)
