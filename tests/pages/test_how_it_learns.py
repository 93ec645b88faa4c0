"""How it learns: the dice, the step, and a training that is begun, watched and stopped on the page."""

import time

import pytest

from explainer.experiments.live.line import LINE
from explainer.experiments.live.plan import Plan
from explainer.server import leaving
from explainer.ui.sections import live_training
from tests.pages.opening import app, errors, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.subheader, *at.info])


def opened(**parameters):
    at = app("how_it_learns", **{"t": "400", "rate": "-4", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def rolled(at):
    return at.slider(key="t").value, at.number_input(key="seed").value


def test_the_dice_change_what_is_asked_and_nothing_else():
    at = opened()
    before = rolled(at)
    assert "chose t = 400" in words(at)
    at.button(key="_dice").click().run()
    assert rolled(at) != before
    assert f"chose t = {rolled(at)[0]} and" in words(at)
    assert at.slider(key="rate").value == -4


@pytest.mark.parametrize("t", ["0", "1000"])
@pytest.mark.parametrize("rate", ["-6", "-2"])
def test_both_ends_of_every_slider_have_their_sentences(t, rate):
    at = opened(t=t, rate=rate)
    assert f"chose t = {max(1, int(t))} and" in words(at)
    assert "Back to the weights" in words(at) and "other pictures" in words(at)


def test_a_network_in_latents_is_asked_for_latents(tiny_latent):
    at = opened(network=tiny_latent, words="")
    assert "[[v" not in words(at) and "the mean of the squares" in words(at)


def test_the_loss_at_every_t_is_measured_when_asked_for(calls):
    at = opened()
    before = len(calls)
    at.button(key="_loss_go").click().run()
    assert not at.exception and len(calls) > before
    assert "it errs least at t =" in words(at)
    made = len(calls)
    at.slider(key="rate").set_value(-3.0).run()
    assert len(calls) == made  # measured once


@pytest.fixture
def short(monkeypatch):
    """Trainings that are over in seconds."""
    monkeypatch.setattr(live_training, "Plan", lambda *a, **k: Plan(*a, **k, steps=20, batch=8))
    yield
    LINE.close()


def watched(at, holds, seconds=300):
    """Look again, as the page does by itself, until something holds."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.2)
        at.run()
    assert not at.exception and holds()


def test_a_training_is_begun_and_leaves_a_network_that_draws(short):
    at = opened()
    at.button(key="_live_go").click().run()
    watched(
        at,
        lambda: "Done:" in str([e.value for e in at.get("progress")]) or "Ask it for" in words(at),
    )
    place = at.session_state[live_training.PLACE]
    assert place.training.state == "done"
    newest = place.training.report.moments[-1]
    assert live_training.nearness(place.training.report.moments, place.plan) in words(at)
    assert f"{newest.right} of 10" in words(at)
    before = html(at)
    at.button(key="_live_others").click().run()
    assert html(at) != before and not at.exception
    at.selectbox(key="_live_word").set_value("7").run()
    assert not at.exception


def test_a_second_visitor_waits_and_goes_first_when_the_first_one_stops(short):
    first = LINE.join(Plan(steps=10**6, batch=2), "somebody else")
    at = opened()
    at.button(key="_live_go").click().run()
    assert "1 is before you" in words(at)
    first.look()
    assert LINE.leave in leaving.WHEN_LEFT  # as a closed page is told of
    LINE.leave("somebody else")
    watched(at, lambda: at.session_state[live_training.PLACE].training is not None)
    assert first.training.over


def test_the_visitors_own_picture_can_be_taught(short):
    at = opened(taught="picture")
    assert "squares cut from yours" in words(at)
    at.button(key="_live_go").click().run()
    assert at.session_state[live_training.PLACE].plan.picture.shape == (64, 64, 3)
    at.button(key="_live_stop").click().run()
    watched(at, lambda: at.session_state[live_training.PLACE].left)
