"""The documents that are written from what the project knows say what it knows now."""

import runpy
from pathlib import Path

import pytest

from explainer.training.evaluation.report import gains, table

ROOT = Path(__file__).resolve().parents[1]
MAKER = runpy.run_path(str(ROOT / "docs" / "networks.py"), run_name="networks")


def test_the_page_of_the_networks_says_what_the_cards_say():
    said = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    assert said == MAKER["page"](), "write it anew: python docs/networks.py"


def test_every_network_has_its_contact_sheet():
    for name in MAKER["RECIPES"]:
        assert (ROOT / "docs" / "sheets" / f"{name}.webp").stat().st_size > 1000


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_gain_is_over_the_best_filter_and_not_over_the_network_itself():
    scores = {"noisy": 9.0, "tv": 20.0, "nlm": 21.5, "one_step": 23.0, "iterative": 22.0}
    rows = [{"method": m, "alpha_bar": 0.5, "psnr": p} for m, p in scores.items()]
    assert gains(rows) == {0.5: pytest.approx(1.5)}
