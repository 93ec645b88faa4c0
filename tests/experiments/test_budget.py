"""A call budget: no way spends more than there is, and each spends as much as its steps allow."""

import pytest

from explainer.core.samplers import last
from explainer.experiments import budget, grids
from explainer.experiments.budget import CALLS, Way
from explainer.experiments.convergence import begun

SETTINGS = begun("digits", "3", 7, 2.0)


def calls(way):
    run, grid = budget.spent(SETTINGS, way)
    return last(grids.on_grid(run, grid)).calls


def steps(*way):
    return budget.spent(SETTINGS, Way(*way))[0].steps


@pytest.mark.parametrize(
    ("way", "spent"),
    [
        (("ddim", "even", "none"), 20),  # a call a step
        (("ddim", "even", "all"), 20),  # ten steps, two calls each
        (("heun", "even", "none"), 19),  # ten steps, the last one of one call
        (("heun", "even", "all"), 18),  # five steps, doubled
    ],
)
def test_what_is_spent_is_what_the_run_counts(way, spent):
    assert calls(Way(*way)) == spent


@pytest.mark.parametrize("rule", grids.RULES)
@pytest.mark.parametrize("solver", ["ddim", "heun"])
def test_guidance_in_the_middle_costs_more_than_none_and_less_than_all(solver, rule):
    assert (
        steps(solver, rule, "all") <= steps(solver, rule, "middle") <= steps(solver, rule, "none")
    )
    assert calls(Way(solver, rule, "middle")) <= CALLS


def test_every_way_is_tried_once_and_without_words_guidance_is_none():
    ways = budget.ways(SETTINGS)
    assert len(set(ways)) == len(ways) == 3 * 4 * 3
    for without in (begun("digits", "", 7, 2.0), begun("digits", "3", 7, 1.0)):
        assert {way.guided for way in budget.ways(without)} == {"none"}


def test_equal_distances_share_a_place():
    assert [budget.place([3.0, 1.0, 1.0, 2.0], i) for i in range(4)] == [4, 1, 1, 3]
