"""The denoising game as it is played: jumps, jumps taken back, the score, and the link of a game."""

from __future__ import annotations

import json
import re

import pytest

from explainer.ui.contents import page_of
from explainer.ui.sections import game_end
from tests.pages.opening import ROOT, address, app, errors, html
from tests.pages.test_code_shown import held, profiled


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption])


def opened(**parameters):
    at = app("denoising_game", **parameters)
    assert not at.exception and not errors(at)
    return at


def canvas(at):
    parts = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next((p for p in parts if "to" in p), None)


def press(at, key):
    return at.button(key=key).click().run()


@pytest.fixture(scope="module")
def ended():
    return opened(jumps="900 700 450 150")


def test_a_jump_lands_where_the_canvas_says_and_can_be_taken_back():
    at = opened()
    before = canvas(at)
    assert (before["t"], before["to"]) == (1000, 500)
    press(at, "_game_jump")
    assert at.text_input(key="jumps").value == "500" and address(at)["jumps"] == ["500"]
    assert (canvas(at)["t"], canvas(at)["to"]) == (500, 250)
    assert "Call 2 of 5, made at t = 500" in words(at)
    press(at, "_game_back")
    assert canvas(at) == before and "jumps" not in address(at)


def test_after_four_jumps_all_are_compared(ended):
    assert canvas(ended) is None
    own, *rules, exact = ended.session_state["_denoising_game"]
    assert own.film.calls == 5 and [run.film.n for run in rules] == [5] * 4
    assert exact.film.n == 60
    shown = html(ended)
    scores = [float(score) for score in re.findall(r'alt="[^"]*closeness ([\d.]+) dB', shown)]
    assert len(scores) == 5 and f"{scores[0]:.1f} dB" in words(ended)
    assert "1000 900 700 450 150" in shown


def test_the_game_of_a_link_is_that_game(ended):
    again = opened(jumps="900 700 450 150")
    assert address(again)["jumps"] == ["900 700 450 150"]
    one, other = (at.session_state["_denoising_game"][0].film.result for at in (ended, again))
    assert (one == other).all()


def test_even_steps_by_hand_are_called_what_they_are():
    at = opened(jumps="800 600 400 200")
    assert "These are the even steps themselves" in words(at)


def test_a_game_outlives_other_pages_and_other_noise():
    at = opened(jumps="700")
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    at.switch_page(str(ROOT / "pages" / "denoising_game.py")).run()
    assert canvas(at)["t"] == 700
    at.number_input(key="seed").set_value(9).run()
    assert canvas(at)["t"] == 700
    press(at, "_game_again")
    assert canvas(at)["t"] == 1000 and at.number_input(key="seed").value == 10


def test_a_picture_has_its_own_beginning_and_its_closeness_told():
    at = opened(begin="picture", jumps="900 600 400 200 ".strip())
    assert canvas(at)["t"] == 200  # a jump above its beginning counts for nothing
    press(at, "_game_jump")
    assert "To it, the very first guess had come to" in words(at)


def test_what_is_no_way_is_told_and_changes_nothing():
    at = opened(jumps="700")
    at.text_input(key="jumps").set_value("300 700").run()
    assert any("numbers between 0 and 1000" in w.value for w in at.warning)
    assert canvas(at)["t"] == 1000 and not errors(at)


def test_the_guess_and_the_dare_are_answered(ended):
    press(ended, "_guess_denoising_game_closer")
    assert "even steps to" in words(ended) and "You said" in words(ended)
    press(ended, "_dare_denoising_game")
    assert ended.text_input(key="jumps").value == "990 980 970 960"
    assert "great leap" in words(ended)


def test_the_code_of_a_game_that_has_ended_is_all_that_ran():
    chosen = {"jumps": "901 702 453 154", "begin": "noise"}
    with profiled() as profile:
        opened(seed="4713", **chosen)
    held(page_of("denoising_game").code(chosen), profile)


@pytest.mark.parametrize(
    ("jumps", "blamed"),
    [
        ("990 980 970 960", "Jump 5, from t = 960 to t = 0"),
        ("4 3 2 1", "Jump 1, from t = 1000 to t = 4"),
    ],
)
def test_a_great_leap_is_blamed_wherever_it_is_made(jumps, blamed):
    """Though no call follows the last, and the guess after the first is what it landed on."""
    at = opened(jumps=jumps)
    assert blamed in words(at) and ("no call puts anything right" in words(at)) == (jumps[0] == "9")


def test_a_guess_that_hardly_changed_is_not_blamed():
    assert "has hardly changed" in words(opened(jumps="4"))
    assert "did not last" in words(opened(jumps="500"))


def test_of_a_picture_closeness_alone_would_stop_at_once():
    scores = {"own": 20.0, "even": 19.0, "quadratic": 21.0}
    soft = game_end.sentences(game_end.Outcome(scores, False, first=15.0, last=13.0))
    assert "Better than even" in soft and "Of the rules, “quadratic”" in soft and "soft" in soft
    hard = game_end.sentences(game_end.Outcome(scores, False, first=13.0, last=15.0))
    assert "soft" not in hard and "13.0 dB" in hard
