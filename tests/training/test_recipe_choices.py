"""The comparison of recipes runs, and every row of it changes something; what comes out is not for a test."""

import re

import pytest

from benchmarks import recipe_choices
from benchmarks.recipe_choices import CHOICES, SMALL, main


@pytest.mark.slow
def test_each_choice_is_trained_drawn_and_judged(data, capsys, monkeypatch):
    monkeypatch.setattr(recipe_choices, "STEPS", 3)
    main(["--data", str(data), "--steps", "2", "--each", "2", "--judge-steps", "2"])
    said = capsys.readouterr().out
    for choice in CHOICES:
        row = next(line for line in said.splitlines() if line.startswith(f"| {choice.name} |"))
        named, fid = re.findall(r"[\d.]+(?=%? \|)", row)[-2:]
        assert 0 <= float(named) <= 100
        assert float(fid) > 0


def test_each_choice_changes_something():
    assert CHOICES[0].recipe == SMALL
    assert all(choice.recipe != SMALL or choice.first_weights for choice in CHOICES[1:])
