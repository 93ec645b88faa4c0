import pytest

from explainer.experiments.blind_test import ROUNDS, BlindTest, chance_of_guessing
from explainer.experiments.settings import Settings

WALKS = (Settings(steps=1), Settings(steps=2))


@pytest.mark.parametrize(
    ("right", "chance"), [(0, 1), (5, 638 / 1024), (9, 11 / 1024), (10, 1 / 1024)]
)
def test_the_score_of_a_coin(right, chance):
    assert chance_of_guessing(right) == pytest.approx(chance)


def left_is_long(seed, i):
    return BlindTest(seed, WALKS, [True] * i).pair[0].steps == 2


def test_sides_are_a_fair_coin_that_does_not_change_on_a_rerun():
    sides = [left_is_long(seed, i) for seed in range(100) for i in range(ROUNDS)]
    assert 430 < sum(sides) < 570
    assert sides == [left_is_long(s, i) for s in range(100) for i in range(ROUNDS)]


def test_what_was_chosen_is_told_from_whether_that_was_right():
    test = BlindTest(3, WALKS)
    lefts = [i % 3 != 0 for i in range(ROUNDS)]
    pairs = []
    for left in lefts:
        pairs.append(test.pair)
        test.pictures[test.round] = ()
        test.answer(left)
    assert [test.chosen(i) == 0 for i in range(ROUNDS)] == lefts
    assert [test.pair_of(i) for i in range(ROUNDS)] == pairs
    found = [pairs[i][test.chosen(i)].steps == 2 for i in range(ROUNDS)]
    assert found == test.answers
    assert 0 < sum(found) < ROUNDS


def test_a_pair_that_nobody_has_seen_is_not_answered():
    test = BlindTest(3, WALKS)
    test.answer(True)
    assert test.answers == []
    for i in range(ROUNDS):
        test.pictures[i] = ()
        test.answer(True)
        test.answer(True)  # the second click of two meant the pair before
        assert test.round == i + 1
    test.pictures[ROUNDS] = ()
    test.answer(True)
    assert test.done and len(test.answers) == ROUNDS


def test_every_round_has_its_own_noise():
    seeds = {BlindTest(s, WALKS, [True] * i).pair[0].seeds for s in range(5) for i in range(ROUNDS)}
    assert len(seeds) == 5 * ROUNDS
