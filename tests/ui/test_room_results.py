"""What a class answered, in words: nothing is said of few answers that holds for many alone."""

from dataclasses import replace

import pytest

from explainer.experiments.classroom import median
from explainer.experiments.settings import Settings
from explainer.rooms.protocol import Ballot, Result, View
from explainer.ui.ballots import Blind
from explainer.ui.language import say
from explainer.ui.sections.answers import NEAR, recognised
from explainer.ui.sections.room_results import (
    ENOUGH_FOR_A_MIDDLE,
    ENOUGH_FOR_CHANCE,
    bars,
    judged,
    so_far,
)

NUMBERS = Ballot("add_noise", low=1, high=1000)
CHOICES = Ballot("remove_noise", ("blur", "one", "many"), right="many")


@pytest.mark.parametrize("n", [1, ENOUGH_FOR_CHANCE - 1, ENOUGH_FOR_CHANCE, 30])
def test_what_guessing_gives_is_said_of_enough_answers(n):
    said, alone = judged(CHOICES, {"many": n}), say("room.right", right=n)
    assert said.startswith(alone)
    assert (said != alone) == (n >= ENOUGH_FOR_CHANCE)


@pytest.mark.parametrize("answers", [(500,), (500, 890), (1, 2, 900), (10, 20, 700, 900)])
def test_the_guess_in_the_middle_is_one_that_somebody_gave(answers):
    said = judged(NUMBERS, {str(answer): 1 for answer in answers})
    assert bool(said) == (len(answers) >= ENOUGH_FOR_A_MIDDLE)
    if said:
        middle = [a for a in answers if say("room.median", median=a) == said]
        assert middle and middle[0] <= median({str(a): 1 for a in answers})


def test_bars_of_numbers_reach_from_the_lowest_to_the_highest_answer():
    two = bars(NUMBERS, {"500": 1, "890": 1}, revealed=True)
    assert two.count("<li") < 10 and two.count("<b>1</b>") == 2
    assert two.index("<b>1</b>") < two.index("<b>0</b>") < two.rindex("<b>1</b>")
    assert "<li" not in bars(NUMBERS, {}, revealed=True)


def test_the_pairs_of_one_blind_test_are_summed_up_and_no_others():
    walks = (
        Settings("digits", words="3", steps=2, seeds=(3,)),
        Settings("digits", words="3", steps=6, seeds=(3,)),
    )
    other = (
        Settings("digits", words="3", steps=2, seeds=(4,)),
        Settings("digits", words="3", steps=6, seeds=(4,)),
    )
    first, second, else_ = Blind(walks, 0).ballot(), Blind(walks, 1).ballot(), Blind(other, 0)
    wrong = "left" if second.right == "right" else "right"
    before = (
        Result(first, {first.right: 3}, revealed=True),
        Result(first, {first.right: 9}, revealed=False),
        Result(else_.ballot(), {"left": 9}, revealed=True),
        Result(CHOICES, {"many": 9}, revealed=True),
    )
    tally = {wrong: 1, second.right: 2}
    view = View(version=1, members=3, ballot=second, revealed=True, tally=tally, results=before)
    assert so_far(view) == say("room.so_far", pairs=2, right=5, n=6)
    assert not so_far(replace(view, results=())) and not so_far(replace(view, revealed=False))


@pytest.mark.parametrize("away", [0, 1, NEAR, NEAR + 1])
def test_a_guess_of_a_t_is_told_how_far_away_the_slider_stands(away):
    said = recognised(500, 500 + away, 0.5)
    assert ("here you are." in said) == (away == 0)
    assert away == 0 or str(500 + away) in said
    assert (f"{away} timestep" in said) == (0 < away <= NEAR)
