"""How many steps: the ladder and the blind test."""

from __future__ import annotations

import re

import numpy as np
import pytest

from explainer.experiments import ladder
from explainer.experiments.settings import Settings
from explainer.media.film import Film
from explainer.ui.language import say
from explainer.ui.runs import Run
from explainer.ui.sections.ladder import _distances
from tests.pages.opening import app, html
from tests.pages.test_claims import texts


def test_the_ladder_climbs_to_the_reference(monkeypatch):
    at = app("how_many_steps", steps_a="2", steps_b="3", sampler="ddim")
    assert not at.exception
    monkeypatch.setattr(ladder, "LADDER", (1, 2, 5, 10, 20))
    monkeypatch.setattr(ladder, "REFERENCE", 60)
    at.button(key="_ladder_go").click().run()
    assert not at.exception
    sentence = next(m.value for m in at.markdown if "distance falls" in m.value)
    assert "From 1 to 20 steps" in sentence
    assert float(sentence.split("-fold")[0].split()[-1]) > 2
    assert at.get("plotly_chart")
    assert html(at).count(">off by") == 5
    assert any(c.value == "“3” · network digits · seed 7" for c in at.caption)
    at.number_input(key="seed").set_value(11).run()  # it stays, dimmed, and says what it is of
    assert html(at).count(">off by") == 5
    assert any("still “3” · network digits · seed 7" in c.value for c in at.caption)
    assert at.get("plotly_chart") and any("distance falls" in m.value for m in at.markdown)
    at.button(key="_blind_go").click().run()  # and whatever else is pressed
    assert html(at).count(">off by") == 5 and at.get("plotly_chart")


def run_of(n, level=None):
    """A run of n steps whose picture is so grey; none yet without."""
    result = None if level is None else np.full((1, 2, 2, 1), level, np.uint8)
    film = Film(n, [], result, 0 if level is None else n, n)
    settings = Settings("digits", "ddim", n, seeds=(7,))
    return Run(n, settings, film, running=level is None)


def test_every_rung_says_its_distance_as_soon_as_it_is_there():
    """While the reference is on its way, against the longest that is done."""
    rungs = [*ladder.LADDER, ladder.REFERENCE]
    none = [run_of(n) for n in rungs]
    assert _distances(none) == ["…"] * len(ladder.LADDER)
    some = [run_of(n, 100 + n) for n in rungs[:3]] + none[3:]
    assert _distances(some) == ["so far 4.0, from 5 steps", "so far 3.0, from 5 steps", *["…"] * 6]
    every = [run_of(n, min(100 + n, 110)) for n in rungs]
    assert _distances(every) == ["off by 9.0", "off by 8.0", "off by 5.0", *["off by 0.0"] * 5]


@pytest.mark.parametrize(
    "link", [{"steps_a": "3", "steps_b": "3"}, {"steps_a": "1"}, {"steps_a": "3"}]
)
def test_the_verdict_and_the_answer_on_the_seed_agree(link):
    said = texts(app("how_many_steps", **{"sampler": "ddim", "steps_b": "4"} | link))
    verdict = next(kind for kind in PAIRS if kind in said)
    assert [answer for answer in PAIRS.values() if answer in said] == [PAIRS[verdict]]


PAIRS = {
    "The same picture:": "Here yes. ",
    "The same to the eye": "Here yes, to the eye.",
    "Same layout, other details": "Here the same layout, with other details.",
    "Two different pictures": "Here no:",
}


@pytest.mark.parametrize(("network", "sampler"), [("digits", "ddpm"), ("photos-latent", "ddim")])
def test_both_answers_are_there_without_a_click(network, sampler):
    said = texts(app("how_many_steps", network=network, sampler=sampler, words=None))
    bought = said.replace("**", "").split("What do more steps buy? ")[1]
    assert re.match(rf"(?:On average with|With) {sampler}\b", bought)
    assert "The seed decides the noise at the beginning" in said
    assert f"by {network}" in said


def test_of_several_prompts_the_page_says_which_one_it_draws():
    at = app("how_many_steps", words="3; 8")
    assert any("only the first is drawn here, “3”" in caption.value for caption in at.caption)
    at = app("how_many_steps", words="3")
    assert not any("only the first" in caption.value for caption in at.caption)


def test_pairs_of_the_blind_test_are_on_one_noise_path_whatever_the_page_shows():
    ways = {"network": "digits", "sampler": "ddpm", "steps_a": "1", "steps_b": "2"}
    at = app("how_many_steps", **ways, shared_path="false")
    assert any(say("blind.one_path", control="One noise path") == c.value for c in at.caption)
    at.button(key="_blind_go").click().run()
    assert all(walk.shared_path for walk in at.session_state["_blind"].walks)
    at = app("how_many_steps", **ways)
    assert not any("both runs follow one noise path" in c.value for c in at.caption)


def test_ten_rounds_of_the_blind_test():
    at = app("how_many_steps", steps_a="1", steps_b="2", sampler="ddim")
    at.button(key="_blind_go").click().run()
    for i in range(10):
        assert any(f"Round {i + 1} of 10" in m.value for m in at.markdown)
        if i:  # the answer of the pair before stands above, both pictures with their steps
            assert (
                html(at).count("your choice") == 2
            )  # under the picture, and for those who cannot see it
        at.button(key="_blind_left").click().run()
        assert not at.exception
    left = at.session_state["_blind"].answers
    assert any(f"You found **{sum(left)} of 10**" in m.value for m in at.markdown)
    pairs = html(at).split('class="nw-pairs"')[1]
    assert pairs.count('"nw-row nw-pair"') == 10
    assert pairs.count(">your choice: right<") == sum(left)
    assert pairs.count(">your choice: wrong<") == 10 - sum(left)
    before = at.session_state["_blind"].pair[0].seeds
    at.button(key="_blind_go").click().run()
    assert at.session_state["_blind"].answers == []
    assert at.session_state["_blind"].pair[0].seeds != before  # pairs of its own
    at.button(key="_blind_left").click().run()
    at.slider(key="steps_b").set_value(3).run()  # another question: the answers do not count for it
    assert not any("Round" in m.value for m in at.markdown)
