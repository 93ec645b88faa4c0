import pytest

from explainer.experiments.blind_test import ROUNDS, BlindTest, chance_of_guessing
from explainer.experiments.settings import Settings

WALKS = (Settings(steps=1), Settings(steps=2))


@pytest.mark.parametrize(
    ("right", "chance"), [(0, 1), (5, 638 / 1024), (9, 11 / 1024), (10, 1 / 1024)]
)
def test_the_score_of_a_coin(right, chance):
    assert chance_of_guessing(right) == pytest.approx(chance)


def test_sides_are_a_fair_coin_that_does_not_change_on_a_rerun():
    sides = [
        BlindTest(seed, WALKS, [True] * i).long_is_left
        for seed in range(100)
        for i in range(ROUNDS)
    ]
    assert 430 < sum(sides) < 570
    assert sides == [
        BlindTest(s, WALKS, [True] * i).long_is_left for s in range(100) for i in range(ROUNDS)
    ]


def test_every_round_has_its_own_noise():
    seeds = {BlindTest(s, WALKS, [True] * i).round_seed for s in range(5) for i in range(ROUNDS)}
    assert len(seeds) == 5 * ROUNDS
