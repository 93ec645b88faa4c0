"""Break it: a run with mistakes beside the right one, guessed about before it is seen, and puzzles."""

import pytest

from explainer.experiments.harm import outcome
from explainer.experiments.mistakes import MISTAKES
from explainer.experiments.puzzle import puzzle
from explainer.ui.sections import break_it
from tests.pages.opening import address, app, errors, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.info])


def opened(**parameters):
    at = app("break_it", **{"w": "2", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def runs_of(at, slot="break_it"):
    runs = at.session_state[f"_{slot}"]
    assert all(run.film.done for run in runs)
    return runs


@pytest.fixture(scope="module")
def first():
    return opened()


def test_a_visit_begins_with_a_mistake_that_is_seen_at_once(first):
    right, wrong = runs_of(first)
    assert break_it.made(right) == () and break_it.made(wrong) == ("wrong_t",)
    found = break_it.measures([right, wrong])
    assert outcome(*found) == "noise"
    assert break_it.verdict([right, wrong]) in words(first)
    assert break_it.value("grain", found[0]) in html(first)


def test_another_mistake_is_seen_once_it_was_guessed_about():
    at = opened(mistakes=["no_scaling"])
    assert len(runs_of(at)) == 1
    assert "Guess first" in words(at)
    at.button(key="_guess_break_it_limits").click().run()
    assert len(runs_of(at)) == 2
    assert "and so it is here" in words(at)
