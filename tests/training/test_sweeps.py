import numpy as np
import torch

from explainer.core.samplers import SAMPLERS
from explainer.training import sweeps
from explainer.training.classifier import Classifier
from explainer.training.data import Pictures


def test_the_cells_cover_every_sampler_and_are_cheap_first():
    cells = sweeps.steps_cells("digits")
    assert {(c.sampler, c.steps) for c in cells} == {(s, n) for s in SAMPLERS for n in sweeps.STEPS}
    assert [c.steps for c in cells] == sorted(c.steps for c in cells)


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


def test_no_minutes_no_cells(data, monkeypatch):
    monkeypatch.setattr(sweeps, "train_classifier", lambda train: Classifier(1, 10).eval())
    monkeypatch.setattr(sweeps, "GUIDANCE", (1.0, 4.0))
    monkeypatch.setattr(sweeps, "STEPS", (1, 2))
    assert sweeps.sweep("digits", data, 1, 0)["steps"] == []
    found = sweeps.sweep("digits", data, 1, 5)
    assert [row["w"] for row in found["guidance"]] == [1.0, 4.0]
    assert len(found["steps"]) == 2 * len(SAMPLERS)
    assert all(row["n"] == 10 and row["seconds_per_picture"] > 0 for row in found["steps"])
