"""The loop learns, resumes, and learns the same on two processes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.networks.descent import learning_rate, update_average
from explainer.training.data import load_pictures
from explainer.training.loop import new_state, train
from explainer.training.place import Place
from explainer.training.recipes import DIGITS
from tests.training.processes import in_two_processes
from tests.training.small import CPU, SMALL


def test_the_learning_rate_warms_up_and_falls_to_zero():
    recipe = replace(DIGITS, peak_lr=1.0, warmup_steps=10)
    assert learning_rate(recipe, 0, 0, 100) == pytest.approx(0.1)
    assert learning_rate(recipe, 50, 50, 100) == pytest.approx(0.5)
    assert learning_rate(recipe, 999, 100, 100) == 0
    assert learning_rate(replace(recipe, warmup_steps=0), 0, 0, 100) == 1


def test_the_average_starts_as_the_model_and_lags_behind():
    state = new_state(SMALL, CPU)
    with torch.no_grad():
        state.model.words += 1
    update_average(state.average, state.model, state.step, SMALL.ema_gamma)
    assert torch.equal(state.average.words, state.model.words)
    state.step = 100
    with torch.no_grad():
        state.model.words += 1
    update_average(state.average, state.model, state.step, SMALL.ema_gamma)
    gap = state.model.words - state.average.words
    assert 0.5 < float(gap.detach().mean()) < 1


def test_training_lowers_the_loss(data):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    losses = []
    for _, loss in train(SMALL, state, pictures, Place(CPU), seconds=60):
        losses.append(float(loss))
        if len(losses) == 120:
            break
    assert np.mean(losses[-20:]) < 0.7 * np.mean(losses[:5])
    assert state.pictures_seen == 120 * 8


def test_words_learn_faster_than_the_rest(data):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    next(train(SMALL, state, pictures, Place(CPU), seconds=60))
    rates = {id(p): g["lr"] for g in state.optimiser.param_groups for p in g["params"]}
    assert len(rates) == len(list(state.model.parameters()))
    rest = rates[id(state.model.unet.conv_in.weight)]
    assert rates[id(state.model.words)] == pytest.approx(SMALL.word_rate * rest)
    assert SMALL.word_rate > 1


def test_a_killed_training_resumes_where_it_was(data, tmp_path):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    for _ in train(SMALL, state, pictures, Place(CPU), seconds=60):
        if state.step == 5:
            break
    state.save(tmp_path / "s.pt")
    again = new_state(SMALL, CPU)
    again.restore(tmp_path / "s.pt", CPU)
    assert (again.step, again.pictures_seen) == (5, 40)
    assert again.seconds == state.seconds
    for key in ("model", "average"):
        for a, b in zip(
            getattr(again, key).parameters(), getattr(state, key).parameters(), strict=True
        ):
            assert torch.equal(a, b)
    next(train(SMALL, again, pictures, Place(CPU), seconds=60))
    assert again.step == 6


@pytest.mark.slow
def test_two_processes_train_one_model(data, tmp_path):
    """torchrun: gradients are averaged, so both processes end with the same weights."""
    script = tmp_path / "two.py"
    script.write_text(
        "import sys, torch\n"
        "from pathlib import Path\n"
        "from tests.training.small import SMALL\n"
        "from explainer.training.data import load_pictures\n"
        "from explainer.training.loop import *\n"
        "from explainer.training.place import *\n"
        "place = find_place()\n"
        "with closing_group(place):\n"
        "    state = new_state(SMALL, place.device)\n"
        "    pictures = load_pictures(Path(sys.argv[1]), SMALL, 'train')\n"
        "    for state, loss in train(SMALL, state, pictures, place, 60):\n"
        "        if state.step == 6: break\n"
        "    torch.save(dict(state.model.state_dict(), seen=state.pictures_seen),"
        " f'{sys.argv[1]}/rank{place.rank}.pt')\n"
    )
    in_two_processes(script, str(data))
    first, second = (torch.load(data / f"rank{i}.pt", weights_only=True) for i in range(2))
    assert first.pop("seen") == second.pop("seen") == 6 * 2 * 8
    assert all(torch.equal(first[k], second[k]) for k in first)
    fresh = new_state(SMALL, CPU).model.state_dict()
    assert any(not torch.equal(first[k], fresh[k]) for k in fresh)
