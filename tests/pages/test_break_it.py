"""Break it: a run with mistakes beside the right one, guessed about before it is seen, and puzzles."""

import pytest

from explainer.experiments import mistakes
from explainer.experiments.harm import outcome
from explainer.experiments.mistakes import MISTAKES
from explainer.experiments.puzzle import puzzle
from explainer.ui.sections import break_all, break_it
from tests.pages.opening import address, app, errors, html


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Fewer steps and pictures than on the page: what it says of them is counted all the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mistakes, "STEPS", 8)
        patch.setattr(mistakes, "PICTURES", 2)
        yield


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
    at = opened()
    at.button(key="_break_it_uncover").click().run()
    return at


def test_a_visit_begins_with_the_right_run_and_a_mistake_to_guess_about():
    at = opened()
    (right,) = runs_of(at)
    assert break_it.made(right) == ()
    assert "Guess first" in words(at)
    assert not any("def wrong_t(" in c.value for c in at.code), "the code would say what it does"


def test_once_it_is_seen_the_page_says_in_numbers_what_it_did(first):
    right, wrong = runs_of(first)
    assert break_it.made(wrong) == ("wrong_t",)
    found = break_it.measures([right, wrong])
    assert outcome(*found) == "noise"
    assert break_it.verdict([right, wrong]) in words(first)
    assert all(f"{break_it.value('grain', m)}\xa0%" in words(first) for m in found)
    assert break_it.value("closeness", found[0]) in html(first)
    assert any("def wrong_t(" in c.value for c in first.code)


def test_the_right_line_stands_beside_the_wrong_one(first):
    lines = " ".join(first.latex[i].value for i in range(2))
    assert r"\,t)" in lines
    assert r"\boxed{i}" in lines


def test_another_mistake_is_seen_once_it_was_guessed_about():
    at = opened(mistakes=["no_scaling"])
    assert len(runs_of(at)) == 1
    assert "Guess first" in words(at)
    at.button(key="_guess_break_it_limits").click().run()
    assert len(runs_of(at)) == 2
    assert "and so it is here" in words(at)
    at.session_state["mistakes"] = ["last_noise"]
    at.run()
    assert not at.exception
    assert len(runs_of(at)) == 1, "a guess about another mistake"
    at.button(key="_break_it_uncover").click().run()
    assert len(runs_of(at)) == 2
    at.session_state["mistakes"] = ["no_scaling"]
    at.run()
    assert len(runs_of(at)) == 2, "it was seen"


def test_two_mistakes_at_once_and_never_three():
    at = opened(mistakes=["wrong_t", "no_scaling"])
    at.button(key="_break_it_uncover").click().run()
    assert break_it.made(runs_of(at)[1]) == ("wrong_t", "no_scaling")
    at.session_state["mistakes"] = ["wrong_t", "no_scaling", "stretched"]
    at.run()
    assert at.session_state["mistakes"] == ["no_scaling", "stretched"]
    assert address(at)["mistakes"] == ["no_scaling", "stretched"]


def test_a_start_that_is_wrong_is_explained_by_what_came_of_it():
    at = opened(mistakes=["uniform_start"])
    at.button(key="_break_it_uncover").click().run()
    hidden = outcome(*break_it.measures(runs_of(at))) == "nearly"
    assert ("That hides the mistake" in words(at)) == hidden


def test_no_mistake_is_the_right_run_alone_and_can_be_linked():
    at = opened(mistakes=["none"])
    assert len(runs_of(at)) == 1
    assert address(at)["mistakes"] == ["none"]


def test_what_cannot_be_broken_says_why():
    at = opened(mistakes=["wrong_sign"], words="")
    assert "needs words" in words(at)
    assert len(runs_of(at)) == 1


def test_what_was_asked_for_is_looked_for_in_other_pictures():
    at = opened(mistakes=["wrong_sign"])
    at.button(key="_break_it_uncover").click().run()
    right, wrong = runs_of(at)
    assert break_it.named(right) > break_it.named(wrong)
    assert break_it.asked_for(wrong, right) in words(at)


def test_every_mistake_once_tells_those_that_give_themselves_away_from_those_that_do_not():
    at = opened()
    at.button(key="_break_all_go").click().run()
    right, *wrong = runs_of(at, "break_all")
    assert [break_it.made(run)[0] for run in wrong] == [*MISTAKES]
    plain = break_it.measures([right, right])[1]
    found = {break_it.made(run)[0]: break_it.measures([right, run])[0] for run in wrong}
    assert break_all.sentence(found, plain) in words(at)
    away = [m for m in found.values() if outcome(m, plain) in ("noise", "limits")]
    assert f"{len(away)} of these {len(wrong)} mistakes" in words(at)
    hidden = words(at).split("nor do the values")[1]
    assert break_it.name("one_generator") in hidden, "another picture, as clean as the right one"
    assert break_it.name("last_noise") not in hidden


def test_a_puzzle_is_asked_answered_and_counted():
    at = opened(mode="puzzle", puzzle="2")
    posed = puzzle("digits", "3", 2.0, 2)
    (run,) = runs_of(at, "break_puzzle")
    assert break_it.made(run) == (posed.mistake,)
    assert not at.code, "the code would say which it is"
    assert break_it.name(posed.mistake) not in words(at)
    wrong = next(c for c in posed.choices if c != posed.mistake)
    at.button(key=f"_break_puzzle_{wrong}").click().run()
    assert f"It is: {break_it.name(posed.mistake)}" in words(at)
    assert len(runs_of(at, "break_puzzle")) == 2
    assert "0 of 1 found" in words(at)
    assert any(f"def {posed.mistake}(" in c.value for c in at.code)
    at.button(key="_break_puzzle_next").click().run()
    assert address(at)["puzzle"] == ["3"]
    following = puzzle("digits", "3", 2.0, 3).mistake
    at.button(key=f"_break_puzzle_{following}").click().run()
    assert "1 of 2 found" in words(at)
    assert not at.exception


def test_after_the_last_puzzle_comes_the_first():
    at = opened(mode="puzzle", puzzle="9999")
    at.button(key="_break_puzzle_next").click().run()
    assert "puzzle" not in address(at)
