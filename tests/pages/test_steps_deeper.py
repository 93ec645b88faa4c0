"""Steps, deeper: what the page says is measured on what it shows."""

import pytest

from explainer.experiments import budget, convergence, forks
from explainer.experiments.grids import RULES
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import answers_closer, steps_budget, steps_curves, steps_grid
from tests.pages.opening import app, errors, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.subheader, *at.info])


def opened(**parameters):
    at = app("steps_deeper", **{"w": "2", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


@pytest.fixture(scope="module")
def first():
    """The page as a first visit finds it."""
    return opened(network=None, words=None)


def test_a_first_visit_sees_the_curves_that_ship(first):
    known = convergence.shipped(convergence.first_visit())
    assert steps_curves.sentence(convergence.first_visit(), known) in words(first)
    assert number(known.curves["heun"].order, 1) in words(first)
    assert "_convergence" not in first.session_state


def test_of_other_settings_no_curve_is_claimed():
    at = opened(points="900 300")
    assert "nothing begins by itself" in words(at)
    assert "falls" not in words(at)


def test_the_grid_that_is_drawn_is_scored_beside_the_rules():
    at = opened(points="900 300")
    *tried, reference = at.session_state["_steps_deeper"]
    assert [run.film.n for run in tried] == [3] * 5
    found = dict(
        zip(["own", *steps_grid.RULES], steps_grid.scores([*tried, reference]), strict=True)
    )
    assert f"{number(found['own'].levels, 1)}" in words(at)
    best = steps_grid.best_of(found)
    assert f"**Nearest: {steps_grid.grid_name(best)},**" in words(at)
    assert all(score.levels > 0 for score in found.values())


def test_a_rule_that_is_taken_is_not_run_twice():
    at = opened(points="667 333")
    assert len(at.session_state["_steps_deeper"]) == 5
    assert at.session_state["_steps_grid_rule"] == "even"


def test_another_number_of_steps_keeps_the_curve():
    at = opened(points="990 980 100")
    at.slider(key="_steps_grid_n").set_value(8).run()
    assert at.text_input(key="points").value == "995 990 985 980 540 100 50"


def test_what_is_no_grid_is_said_and_the_page_goes_on():
    at = opened(points="900 300")
    at.text_input(key="points").set_value("300 900").run()
    assert not errors(at)
    assert "no timesteps of a run" in at.warning[0].value
    assert at.session_state["_steps_deeper"][0].film.done


def test_the_point_of_no_return_is_that_of_the_pictures():
    at = opened(points="900 300", fork="noise", new_seed="9")
    (run,) = at.session_state["_forks"]
    apart = forks.apart("digits", run.film.end)
    k = forks.no_return(apart)
    assert f"after {k} of {forks.STEPS} steps" in words(at)
    assert f"off by {number(apart[0], 1)}" in html(at)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"fork": "noise", "new_seed": "7", "seed": "7"}, "the run’s own"),
        ({"fork": "word", "words": ""}, "no words to exchange"),
        ({"fork": "word", "new_word": "3"}, "has already"),
        ({"fork": "word", "new_word": "8", "w": "0"}, "count for nothing"),
        ({"fork": "guidance", "new_w": "2"}, "has already"),
    ],
)
def test_where_nothing_would_change_the_page_says_so(chosen, said):
    at = opened(points="900 300", **chosen)
    assert said in words(at)


def test_the_answer_compares_the_guess_with_the_curves():
    known = convergence.shipped(convergence.first_visit())
    fall = steps_curves.fall(known.curves["ddim"])
    truth = "little" if fall < 4 else "tenfold" if fall <= 40 else "hundredfold"
    assert number(fall, 1) in answers_closer.tenfold(truth, known)
    assert answers_closer.tenfold("little", None) != answers_closer.tenfold("little", known)


def test_twenty_calls_are_spent_in_every_way_and_the_chosen_one_is_placed(monkeypatch):
    monkeypatch.setattr(budget, "SOLVERS", ("ddim", "heun"))
    monkeypatch.setattr(budget, "RULES", {name: RULES[name] for name in ("even", "karras")})
    at = opened(points="900 300")
    assert "Place" not in words(at)
    at.button(key="_budget_go").click().run()
    settings = at.session_state["_budget"][-1].settings
    found = steps_budget.distances(at.session_state["_budget"])
    ways = budget.ways(settings)
    assert steps_budget.sentence(ways, found, 0) in words(at)
    at.selectbox(key="_budget_solver").set_value("heun").run()
    chosen = ways.index(budget.Way("heun", "even", "all"))
    assert steps_budget.sentence(ways, found, chosen) in words(at)


def test_curves_that_are_computed_here_come_one_after_another(monkeypatch):
    monkeypatch.setattr(convergence, "STEPS", (2, 20, 25))
    monkeypatch.setattr(convergence, "REFERENCE", 50)
    at = opened(points="900 300", w="1")
    at.button(key="_convergence_go").click().run()
    assert not at.exception
    runs = at.session_state["_convergence"]
    found = steps_curves.curves_of(runs)
    assert found.curves["heun"].calls == (3, 39, 49)
    said = steps_curves.sentence(runs[0].settings, found)
    assert said in words(at) and number(found.curves["ddim"].order, 1) in words(at)
    # while they are made: each against the longest that has ended
    some = steps_curves.curves_of(runs[:3])
    assert some.curves["ddim"].steps == (2, 20) and set(some.curves) == {"ddim"}
    assert steps_curves.curves_of(runs[:1]) is None


def test_the_dare_is_answered_in_the_scores():
    at = opened(steps="4")
    at.button(key="_dare_steps_deeper").click().run()
    runs = at.session_state["_steps_deeper"]
    own, even, *_ = (number(score.levels, 1) for score in steps_grid.scores(runs))
    assert f"ends {own} grey levels from the reference, with even ones {even}." in words(at)
