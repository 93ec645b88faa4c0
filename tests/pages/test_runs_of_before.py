"""What still stands on a page was made with other settings: nothing below speaks of it as if it were of now."""

import pytest

from explainer.core.errors import UserError
from explainer.experiments import mistakes
from explainer.experiments.game import CALLS
from explainer.strings import Sentence
from explainer.ui import picture
from explainer.ui.language import say
from explainer.ui.playing.film_cache import FILMS
from tests.pages.opening import app, errors, html


@pytest.fixture(autouse=True)
def nobody_was_here():
    """What another visitor has computed would cost nothing, and be shown at once."""
    FILMS.clear()


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


def opened(page, **parameters):
    at = app(page, **parameters)
    assert not at.exception and not errors(at)
    return at


def unclear(at):
    """Type a word that the network does not know."""
    return at.text_input(key="words").set_value("xqzwv").run()


def test_a_mistake_uncovered_under_unclear_words_shows_no_film_of_two(monkeypatch):
    monkeypatch.setattr(mistakes, "STEPS", 4)
    monkeypatch.setattr(mistakes, "PICTURES", 1)
    at = unclear(opened("break_it", w="2"))
    at.button(key="_break_it_uncover").click().run()
    assert not at.exception and not errors(at)
    assert say("code.show") in [fold.label for fold in at.expander]  # the page goes on to its end


def test_under_unclear_words_redraw_says_nothing_of_a_level_that_was_not_run():
    at = unclear(opened("redraw", from_t="600"))
    at.slider(key="from_t").set_value(300).run()
    (run,) = at.session_state["_redraw_one"]
    assert run.film.frames[0].t == 600  # what stands there, dimmed
    assert "t = 300" in words(at)
    assert not [p for p in at.get("popover") if say("takeaway.title") in p.proto.popover.label]


def test_every_jump_leaves_a_timestep_for_each_that_follows():
    at = opened("denoising_game", jumps="4")
    at.button(key="_game_jump").click().run()
    at.button(key="_game_jump").click().run()
    at.button(key="_game_jump").click().run()
    assert at.text_input(key="jumps").value == "4 3 2 1"
    assert len(["4", "3", "2", "1"]) == CALLS - 1 and not at.warning


def test_another_networks_pictures_are_not_looked_for_among_those_of_this_one():
    at = opened("did_it_copy", t="400", w="1")
    assert html(at).count(say("did_it_copy.nearest", name="3").split("3")[0]) >= 10
    at.selectbox(key="network").set_value("fashion").run()
    rows = [e.proto.body for e in at.get("html") if "nw-row nw-ten" in e.proto.body]
    assert rows and rows[0].count("<figure") == 10  # what was drawn, dimmed, and nothing below


def test_pictures_are_named_by_the_words_that_they_were_made_with():
    at = opened("guidance", w="5", against="8")
    at.button(key="_not_this_go").click().run()
    away = say("guidance.way_condition", words="3", against="8")
    assert away in html(at)
    at.text_input(key="against").set_value("5").run()
    assert away in html(at)


def test_what_alone_would_be_is_compared_with_the_pair_of_now_only():
    at = opened("two_in_one")
    at.selectbox(key="second").set_value("4").run()
    at.button(key="_two_alone_go").click().run()
    assert "Alone, " not in words(at)
    at.button(key="_two_in_one_go").click().run()
    assert "Alone, " in words(at)


def test_a_part_of_a_page_that_is_drawn_alone_tells_errors_in_a_sentence(monkeypatch):
    at = opened("add_noise")

    def lost(*_):
        raise UserError(Sentence("prompt.first_clear"))

    monkeypatch.setattr(picture.Picture, "for_network", lost)
    at.slider(key="t").set_value(10).run()
    assert not at.exception
    assert errors(at) == [say("prompt.first_clear")]


@pytest.mark.parametrize("page", ["why_soft", "break_it"])
def test_what_was_stopped_can_be_begun_again(page, monkeypatch):
    monkeypatch.setattr(mistakes, "STEPS", 4)
    at = opened(page)
    (*runs,) = at.session_state[f"_{page}"]
    for run in runs:
        run.film.steps -= 1  # as if it had been stopped before its last step
    at.session_state[f"_{page}_stopped"] = True
    at.run()
    assert at.button(key=f"_{page}_stop_again")
