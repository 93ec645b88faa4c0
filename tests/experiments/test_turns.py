"""Walks that take turns: nobody is passed over, nobody goes on after the end."""

import itertools

import pytest
import torch

from explainer.core.denoiser import predict
from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import cosine
from explainer.experiments.turns import take_turns

X = torch.ones(1, 1, 2, 2)


def a_walk(n):
    def denoiser(x, t, condition):
        return predict(cosine(), x, t, "x0", 0.5 * x)

    return walk(SAMPLERS["ddim"], denoiser, cosine(), X, cosine().timesteps(n))


def test_each_takes_one_step_until_all_have_ended():
    turns = list(take_turns([a_walk(2), a_walk(4)]))
    assert [turn.walk for turn in turns] == [0, 1, 0, 1, 1, 1]
    assert [turn.ends_round for turn in turns] == [False, True, False, True, True, True]


@pytest.mark.parametrize("lengths", [(3,), (1, 5), (4, 2, 3)])
def test_turns_change_no_picture(lengths):
    ends = {turn.walk: turn.step for turn in take_turns([a_walk(n) for n in lengths])}
    for i, n in enumerate(lengths):
        assert torch.equal(ends[i].x_next, last(a_walk(n)).x_next)


def test_closing_closes_every_walk():
    walks = [a_walk(10), a_walk(20)]
    turns = take_turns(walks)
    list(itertools.islice(turns, 5))
    turns.close()
    assert [w.gi_frame for w in walks] == [None, None]


def test_the_time_of_a_turn_is_that_of_its_step():
    assert all(turn.seconds > 0 for turn in take_turns([a_walk(3)]))
