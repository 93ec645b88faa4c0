"""Guidance: what the page says is counted from what it shows, at every end of its sliders."""

import numpy as np
import pytest
import torch

from explainer.experiments.guidance import STEPS, STRENGTHS
from explainer.ui.drawing.numbers import number
from explainer.ui.sections import guidance_step, guidance_strip
from tests.pages.opening import app, errors, everything, html


def words(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.subheader, *at.info])


def opened(**parameters):
    at = app("guidance", **{"w": "2", "open_step": "5", **parameters})
    assert not at.exception
    assert not errors(at)
    return at


def test_the_strip_has_a_picture_for_every_strength_and_says_what_changes():
    at = opened()
    (run,) = at.session_state["_guidance"]
    assert run.film.done
    assert all(f"w = {number(w, None)}" in html(at) for w in STRENGTHS)
    found = guidance_strip.looks(run.film)
    assert [look.contrast for look in found] == [float(p.std()) for p in run.film.result]
    assert guidance_strip.strip_sentence(found) in words(at)


@pytest.mark.parametrize(
    ("w", "sentence"),
    [("0", "counts for nothing"), ("1", "nothing is exaggerated"), ("0.5", "only a part")],
)
def test_the_ends_of_w_have_sentences_of_their_own(w, sentence):
    assert sentence in words(opened(w=w))


@pytest.mark.parametrize("step", [1, STEPS])
def test_any_step_can_be_opened(step):
    at = opened(open_step=str(step))
    assert f"Step {step} of {STEPS}" in words(at)


def test_without_words_the_page_says_what_it_needs():
    assert "Type a word" in words(opened(words=""))


def test_other_strengths_and_steps_compute_no_strip_anew():
    at = opened()
    before = at.session_state["_guidance"][0].id
    at.slider(key="open_step").set_value(9).run()
    assert at.session_state["_guidance"][0].id == before
    at.slider(key="w").set_value(4.0).run()
    assert at.session_state["_guidance"][0].id == before
    assert 'class="nw-frame nw-old' not in html(at)


def test_an_interval_is_marked_on_the_timeline_and_moves_the_picture():
    at = opened(interval=["300", "600"], w="5")
    assert html(at).count('class="nw-on') == sum(300 <= t <= 600 for t in range(50, 1001, 50))
    assert "grey levels from the other one" in words(at)
    assert "the same run" in words(opened(w="5"))


def test_what_shall_not_be_seen_needs_a_word_that_the_network_knows_and_a_w_above_1():
    assert "Type below" in words(opened())
    assert "zebra" in words(opened(against="zebra"))
    assert "Choose a larger w" in words(opened(against="8", w="1"))


def test_three_pictures_say_how_far_apart_they_are():
    at = opened(against="8", w="5")
    at.button(key="_not_this_go").click().run()
    (run,) = at.session_state["_not_this"]
    assert len(run.film.result) == 3
    plain, condition, _ = run.film.result.astype(float)
    assert number(float(np.sqrt(np.mean((condition - plain) ** 2))), 1) in words(at)


def test_sixteen_are_counted_with_guidance_and_without():
    at = opened(w="3")
    at.button(key="_guided_many_go").click().run()
    plain, guided = at.session_state["_guided_many"]
    assert (plain.settings.w, guided.settings.w) == (1, 3)
    assert guidance_strip.meters_sentence([plain, guided]) in words(at)
    right = guidance_strip.share_named(guided)
    assert right is not None
    assert f"{right} of 16 are taken" in everything(at)


def test_the_map_of_the_push_has_one_fixed_scale():

    black, white = torch.zeros(3, 2, 2), torch.full((3, 2, 2), guidance_step.HOTTEST)
    assert (guidance_step.heat(black) == 0).all()
    assert (guidance_step.heat(white) == 255).all() and (guidance_step.heat(9 * white) == 255).all()
