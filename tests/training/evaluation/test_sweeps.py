from dataclasses import replace

import pytest

from explainer.core.samplers import SAMPLERS
from explainer.training.evaluation import sweeps
from explainer.training.evaluation.real import RealPictures


def test_the_cells_cover_every_sampler_and_are_cheap_first():
    cells = sweeps.steps_cells("digits")
    assert {(c.sampler, c.steps) for c in cells} == {(s, n) for s in SAMPLERS for n in sweeps.STEPS}
    assert [c.steps for c in cells] == sorted(c.steps for c in cells)
    assert set(sweeps.pair_cells("digits")) <= set(cells)


@pytest.fixture
def few_cells(monkeypatch):
    monkeypatch.setattr(sweeps, "GUIDANCE", (1.0, 4.0))
    monkeypatch.setattr(sweeps, "BASE", replace(sweeps.BASE, steps=2))
    monkeypatch.setattr(sweeps, "STEPS", (1, 2))
    monkeypatch.setattr(sweeps, "FEW", 1)
    monkeypatch.setattr(sweeps, "MANY", 2)


def test_a_table_alone_leaves_the_others_to_their_card(data, few_cells):
    found = sweeps.sweep(RealPictures("digits", data), 1, 5, ["paired"])
    assert set(found) == {"paired"}
    assert [row["sampler"] for row in found["paired"]["rows"]] == [sweeps.BEST]
    assert "1 pictures of each word" in found["paired"]["protocol"]
    assert set(sweeps.sweep(RealPictures("digits", data), 1, 0, ["guidance"])) == {"guidance"}


def test_no_minutes_no_cells(data, few_cells):
    real = RealPictures("digits", data)
    assert sweeps.sweep(real, 1, 0)["steps"]["rows"] == []
    rows = {table: found["rows"] for table, found in sweeps.sweep(real, 1, 5).items()}
    assert [row["w"] for row in rows["guidance"]] == [1.0, 4.0]
    assert not any("seconds_per_picture" in row for row in rows["guidance"])
    assert len(rows["steps"]) == 2 * len(SAMPLERS)
    assert all(row["n"] == 10 and row["seconds_per_picture"] > 0 for row in rows["steps"])
    assert {row["sampler"] for row in rows["paired"]} == set(SAMPLERS)
    assert all(row["steps"] == [1, 2] for row in rows["paired"])
