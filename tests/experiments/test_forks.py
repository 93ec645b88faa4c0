"""Forks: a branch is the run until it leaves, and from then on what it was told."""

import pytest
import torch

from explainer.core.samplers import last
from explainer.experiments import forks
from explainer.experiments.forks import KINDS, STEPS, Change
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import available, read_card

TRUNK = forks.trunk("digits", "3; 5", 7, 2.0)
CHANGES = {
    "noise": Change("noise", 8, "", 2.0),
    "word": Change("word", 8, "8", 2.0),
    "guidance": Change("guidance", 8, "", 6.0),
}
FROM_THE_START = {
    "noise": Settings("digits", "ddim", STEPS, 2.0, "3", (8,)),
    "word": Settings("digits", "ddim", STEPS, 2.0, "8", (7,)),
    "guidance": Settings("digits", "ddim", STEPS, 6.0, "3", (7,)),
}


@pytest.fixture(scope="module")
def grown():
    """By kind, every step of the run with its branches."""
    return {kind: list(forks.branches(TRUNK, change)) for kind, change in CHANGES.items()}


def close(one, other):
    """Engines give every batch its own last bits."""
    return torch.allclose(one, other, atol=2e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_row_is_the_run_itself(kind, grown):
    assert close(grown[kind][-1].x_next[0], last(generate(TRUNK)).x_next[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_branch_from_the_very_start_is_a_run_of_its_own(kind, grown):
    own = last(generate(FROM_THE_START[kind])).x_next[0]
    assert close(grown[kind][-1].x_next[1], own)


@pytest.mark.parametrize("kind", KINDS)
def test_until_it_leaves_a_branch_is_the_run(kind, grown):
    for step in grown[kind]:
        k = step.i - 1  # steps before this one
        still = step.x_t[k + 2 :]  # those that leave after more
        assert close(still, step.x_t[:1].expand_as(still))
        if 0 < k < STEPS - 1:
            left = (step.x_next[k + 1] - step.x_next[0]).abs().max()
            assert float(left) > 0.01  # whoever has just left is elsewhere


@pytest.mark.parametrize("kind", KINDS)
def test_early_changes_come_through_and_late_ones_do_not(kind, grown):
    apart = forks.apart("digits", grown[kind][-1].x_next)
    assert apart[0] > 10
    assert apart[-1] < apart[0] / 4
    assert 0 < forks.no_return(apart) < STEPS - 1


def test_new_noise_is_put_over_the_estimate(grown):
    """x_t = √ᾱ·x̂0 + √(1−ᾱ)·z, with x̂0 of the step before and the noise of the other seed."""
    schedule = forks.load_checkpoint("digits").schedule
    before, after = grown["noise"][3], grown["noise"][4]
    z = forks.unit_noise((1, 28, 28), [8])
    expected = schedule.add_noise(before.prediction.x0[5:6], torch.tensor([after.t]), z)
    assert torch.equal(after.x_t[5:6], expected)


@pytest.mark.parametrize("network", [name for name in available() if read_card(name).vocabulary])
def test_the_other_word_is_another_one_that_the_network_knows(network):
    card, word = read_card(network), forks.another_word(network)
    assert word in card.shown and word != card.first_prompt.split(";")[0].strip()


@pytest.mark.parametrize(
    ("apart", "last_of_all"),
    [([10, 9, 6, 4, 1], 2), ([10, 4, 6, 1], 2), ([10, 9, 8], 2), ([0, 0, 0], None)],
)
def test_no_return_is_the_last_step_with_more_than_half(apart, last_of_all):
    assert forks.no_return(apart) == last_of_all
