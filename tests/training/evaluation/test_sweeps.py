from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.core.samplers import SAMPLERS
from explainer.training.data import Pictures
from explainer.training.evaluation import sweeps
from explainer.training.evaluation.drawing import RealPictures


def test_the_cells_cover_every_sampler_and_are_cheap_first():
    cells = sweeps.steps_cells("digits")
    assert {(c.sampler, c.steps) for c in cells} == {(s, n) for s in SAMPLERS for n in sweeps.STEPS}
    assert [c.steps for c in cells] == sorted(c.steps for c in cells)
    assert set(sweeps.pair_cells("digits")) <= set(cells)


def test_real_pictures_are_test_pictures_where_there_are_enough():
    images = torch.zeros(100, 1, 4, 4, dtype=torch.uint8)
    bags = torch.zeros(100, 2)
    bags[:90, 0], bags[90:, 1] = 1, 1
    few = Pictures(images, bags, torch.full((100,), 0.01))
    many = Pictures(images + 1, bags, few.probability)
    chosen, name = sweeps.real_pictures(few, many, 50)
    assert (name, int(chosen.max()), len(chosen)) == ("test", 1, 50)
    assert sweeps.real_pictures(many, few, 101)[1] == "training"


def test_spread_is_within_words():
    seen = np.array([[0.0, 0], [2, 0], [10, 0], [12, 0]])
    assert sweeps.spread(seen, torch.tensor([0, 0, 1, 1])) == 1
    assert sweeps.spread(seen, torch.tensor([0, 1, 0, 1])) == 5


@pytest.fixture
def few_cells(monkeypatch):
    monkeypatch.setattr(sweeps, "GUIDANCE", (1.0, 4.0))
    monkeypatch.setattr(sweeps, "BASE", replace(sweeps.BASE, steps=2))
    monkeypatch.setattr(sweeps, "STEPS", (1, 2))
    monkeypatch.setattr(sweeps, "FEW", 1)
    monkeypatch.setattr(sweeps, "MANY", 2)


def test_a_table_alone_leaves_the_others_to_their_card(data, few_cells):
    found = sweeps.sweep(RealPictures("digits", data), 1, 5, ["paired"])
    assert set(found) == {"paired", "sweep_protocol"}
    assert [row["sampler"] for row in found["paired"]] == [sweeps.BEST]
    assert set(sweeps.sweep(RealPictures("digits", data), 1, 0, ["guidance"])) == {
        "guidance",
        "sweep_protocol",
    }


def test_no_minutes_no_cells(data, few_cells):
    real = RealPictures("digits", data)
    assert sweeps.sweep(real, 1, 0)["steps"] == []
    found = sweeps.sweep(real, 1, 5)
    assert [row["w"] for row in found["guidance"]] == [1.0, 4.0]
    assert not any("seconds_per_picture" in row for row in found["guidance"])
    assert len(found["steps"]) == 2 * len(SAMPLERS)
    assert all(row["n"] == 10 and row["seconds_per_picture"] > 0 for row in found["steps"])
    assert {row["sampler"] for row in found["paired"]} == set(SAMPLERS)
    assert all(row["steps"] == [1, 2] for row in found["paired"])
