"""Two in one: what the page says is counted from what it shows, whichever way the pictures are shared."""

import json

import pytest

from explainer.experiments.two_in_one import HYBRID, PICTURES, Named, worth
from explainer.ui.language import say
from explainer.ui.sections import two_in_one, two_step
from explainer.ui.sections.two_limits import right_alone
from tests.pages.opening import address, app, errors


def opened(**parameters):
    at = app("two_in_one", **{"network": "digits", "words": None, **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.info])


def viewer(at):
    """What the picture that turns was given."""
    parts = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(part for part in parts if "views" in part)


@pytest.mark.parametrize("way", ["flip", HYBRID])
def test_every_way_shows_pictures_and_counts_what_is_found(way):
    at = opened(way=way)
    (run,) = at.session_state["_two_in_one"]
    found = two_in_one.found_in(run)
    shown = viewer(at)
    assert shown["way"] == way and len(shown["pictures"]) == len(found) == PICTURES
    # as it is, a hybrid is seen from near, as its second word
    as_it_is = 1 if way == HYBRID else 0
    assert [p["found"][0]["word"] for p in shown["pictures"]] == [
        pair[as_it_is].word for pair in found
    ]
    assert at.slider(key="blur").disabled == (way != HYBRID)
    assert shown["words"]["there"] == say(f"two_in_one.there_{way}")
    both, *_ = two_in_one.counts(found)
    assert two_in_one.score(run) in words(at) and f"both words in {both}" in words(at)


def test_it_begins_with_six_and_nine_and_opens_a_step_of_the_picture_that_convinces_most():
    at = opened(open_step="7")
    (run,) = at.session_state["_two_in_one"]
    made, best = two_in_one.of(run), two_in_one.picked(run)
    assert (made.way, made.first, made.second) == ("half_turn", "6", "9")
    assert viewer(at)["start"] == best
    seed = run.settings.seeds[best]
    assert f"Step 7 of {run.film.n}" in words(at) and f"seed {seed}" in words(at)
    step = two_in_one.cached.opened(made, seed)[6]
    assert two_step.sentence(made, step) in words(at)


def test_the_page_begins_with_the_picture_that_was_picked_in_its_run_before():
    at = opened()
    (run,) = at.session_state["_two_in_one"]
    other = (two_in_one.picked(run) + 1) % PICTURES
    at.session_state["_two_in_one_picked"] = run.id, other
    at.run()
    assert viewer(at)["start"] == other


def test_where_no_picture_is_both_the_page_says_that_it_shows_a_miss(monkeypatch):
    at = opened()
    (run,) = at.session_state["_two_in_one"]
    best, miss = say("two_in_one.first_best"), say("two_in_one.first_miss")
    assert best in words(at) and miss not in words(at)
    never = [(Named("6", 0.9, True), Named("8", 0.1, False))] * PICTURES
    monkeypatch.setattr(two_in_one.cached, "named_both", lambda *_: never)
    said = two_in_one.score(run)
    assert miss in said and best not in said


def test_what_is_undone_is_said_for_the_way_that_is_open():
    text = words(opened(way="invert"))
    assert "inverted back" in text and "turned back" not in text


def test_another_step_computes_no_pictures_anew_and_other_words_wait_for_the_button():
    at = opened()
    before = at.session_state["_two_in_one"][0].id
    at.slider(key="open_step").set_value(9).run()
    assert at.session_state["_two_in_one"][0].id == before
    at.selectbox(key="second").set_value("4").run()
    assert at.session_state["_two_in_one"][0].id == before
    assert say("two_in_one.button") in viewer(at)["why_old"]  # beside the picture
    at.button(key="_two_in_one_go").click().run()
    assert two_in_one.of(at.session_state["_two_in_one"][0]).second == "4"
    assert not viewer(at)["why_old"] and address(at)["second"] == ["4"]


def test_another_network_begins_with_words_of_its_own():
    at = opened(way="invert")
    at.selectbox(key="network").set_value("sprites").run()
    first, *_ = worth("sprites")
    assert at.selectbox(key="first").value == first.first
    assert at.selectbox(key="second").value == first.second
    assert not at.exception and not errors(at)


def test_pictures_of_one_word_are_counted_beside():
    at = opened()
    at.button(key="_two_alone_go").click().run()
    first, second = at.session_state["_two_alone"]
    assert (first.settings.words, second.settings.words) == ("6", "9")
    assert f"Alone, {right_alone(first)} of {PICTURES}" in words(at)
