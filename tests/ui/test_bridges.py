"""Questions and dares: the table fits the pages, and what is said of a guess is what the numbers say."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
import streamlit as st

from explainer import strings
from explainer.core.errors import UserError
from explainer.experiments.cleaning import Estimate, Score
from explainer.networks.checkpoints import available, read_card
from explainer.networks.conditions import parse_prompts
from explainer.ui import bridges
from explainer.ui.bridges import BRIDGES, following
from explainer.ui.contents import PAGES, page_of
from explainer.ui.controls import link
from explainer.ui.controls.table import CONTROLS, NETWORK, WORDS
from explainer.ui.language import say
from explainer.ui.page_spec import Section
from explainer.ui.sections import answers, blind_test
from explainer.ui.sections import bridges as sections
from explainer.ui.sections.bridges import link_texts, wanted

EVERY_DARE = [(page, dare) for page, bridge in BRIDGES.items() for dare in bridge.dares]
PICTURE = np.zeros((2, 2, 3), np.uint8)


def choice(page: str, name: str) -> str:
    return say(f"bridge.{page}.{name}")


def test_the_walk_goes_through_the_pages_in_their_order_and_leaves_out_those_to_look_up():
    teach = {page.name for page in PAGES if page.section is Section.TEACH}
    assert {page.name for page in PAGES} - BRIDGES.keys() == {"glossary"} | teach
    assert [page.name for page in PAGES if page.name in BRIDGES] == [*BRIDGES]
    assert following("start") == "add_noise" and following("share") == "start"


@pytest.mark.parametrize("page", BRIDGES)
def test_a_page_says_what_its_question_and_its_dares_need_and_no_choice_besides(page):
    question = BRIDGES[page].question
    said = {key.split(".")[2] for key in strings.table("en") if key.startswith(f"bridge.{page}.")}
    needed = {"question", "look", "next", *question.choices, *(d.says for d in BRIDGES[page].dares)}
    assert needed | ({"number"} if question.scale else set()) <= said
    assert bool(question.choices) != bool(question.scale)


@pytest.mark.parametrize(("page", "dare"), EVERY_DARE)
def test_a_link_to_the_page_could_set_a_dare(page, dare):
    free = {control.key for control in page_of(page).linkable()}
    assert dare.sets.keys() <= free
    texts = link_texts(dare, read_card("digits"))
    assert not link.ignored({key: [text] for key, text in texts.items()})


@pytest.mark.parametrize("network", available())
def test_every_network_has_a_mixture_of_words_that_it_knows(network):
    card = read_card(network)
    known = []
    for dare in bridges.MIXTURES:
        words = wanted(dare, card)[WORDS.key]
        with suppress(UserError):
            known += parse_prompts(words, 1, card.vocabulary)
    assert known and [*known[0].values()] == [0.5, 0.5]


def test_a_dare_changes_what_pages_begin_with():
    for page, dare in EVERY_DARE:
        values = wanted(dare, read_card("digits"))
        changed = [key for key, value in values.items() if CONTROLS[key].default() != value]
        assert changed or values.keys() <= {NETWORK.key}, page


@pytest.mark.parametrize("guess", [0, 500, 1000])
def test_add_noise_tells_where_the_picture_stands_at_every_end(guess):
    said = {
        t: answers.recognised(guess, t, alpha_bar)
        for t, alpha_bar in ((0, 1.0), (500, 0.49), (1000, 0.0))
    }
    assert "here you are" in said[guess]
    assert all("Drag it on" in said[t] for t in said if t < guess)
    assert all("now you are at" in said[t] for t in said if t > guess)
    assert guess > 500 or ("0.70" in said[500] and "0.71" in said[500])


def estimate(psnr: float, sharpness: float) -> Estimate:
    return Estimate(PICTURE, Score(psnr, 0.5, sharpness))


@pytest.mark.parametrize(("guess", "right"), [("blur", False), ("one", True), ("many", False)])
def test_remove_noise_compares_with_the_closest(guess, right):
    three = estimate(18, 0.2), estimate(22.26, 0.5), estimate(20.04, 0.97)
    said = answers.closest(guess, *three, 50)
    assert ("so it is here" in said) == right
    assert (f"Here it is “{choice('remove_noise', 'one')}”" in said) != right
    assert "22.3 dB" in said and "20.0 dB" in said


def test_remove_noise_counts_equal_numbers_as_equal_and_one_step_is_one_look():
    three = estimate(18, 0.2), estimate(22.26, 0.9), estimate(22.26, 0.9)
    for guess in ("one", "many"):
        assert "so it is here" in answers.closest(guess, *three, 1)


@pytest.mark.parametrize(
    ("kept", "truth"), [(0.5, "alike"), (0.95, "same"), (1.0, "same"), (1.3, "varied")]
)
def test_added_noise_judges_the_variety_by_its_number(kept, truth):
    said = answers.variety("same", kept)
    assert ("so it is here" in said) == (truth == "same")
    assert (choice("added_noise", truth) in said) and (("averages" in said) == (truth == "alike"))
    assert choice("added_noise", "same") in answers.variety("same", None)


def test_start_calls_a_picture_the_same_only_if_it_is():
    other = np.full_like(PICTURE, 200)
    assert "so it is here" in answers.returned("same", PICTURE, PICTURE, "photos")
    assert "∞" in answers.returned("same", PICTURE, PICTURE, "photos")
    assert choice("start", "another") in answers.returned("same", PICTURE, other, "photos")


def test_the_networks_say_what_guidance_cost_where_that_was_measured():
    measured = answers.price_of_guidance("nothing", read_card("digits"))
    rows = {row["w"]: row for row in read_card("digits").metrics["guidance"]["rows"]}
    assert f"differ {100 * rows[8]['spread'] / rows[1]['spread']:.0f}\u00a0% as much" in measured
    assert choice("networks", "variety") in measured
    half_right = answers.price_of_guidance("time", read_card("digits"))
    assert "so it is here" not in half_right and choice("networks", "variety") in half_right
    unmeasured = answers.price_of_guidance("time", read_card("emoji-latent"))
    assert "was not measured" in unmeasured and "so it is here" in unmeasured


def test_share_says_that_an_own_picture_is_not_sent():
    assert "sample" in answers.sent("same", own_picture=True, own_network=False)
    assert "sample" not in answers.sent("same", own_picture=False, own_network=False)


def test_share_says_that_a_network_of_ones_own_is_not_sent():
    told = answers.sent("same", own_picture=False, own_network=True)
    assert "that you trained" in told and choice("share", "another") in told


def test_a_button_that_is_pressed_twice_before_the_page_is_drawn_was_pressed_once(monkeypatch):
    """Streamlit calls back for each press."""
    monkeypatch.setattr(st, "session_state", state := {NETWORK.key: "digits"})
    monkeypatch.setattr(sections, "new_entry", lambda: entries.append(1))
    entries: list[int] = []
    dare, words = BRIDGES["generate"].dares[0], CONTROLS[WORDS.key].default()
    for _ in range(2):
        sections._do("generate", dare, {WORDS.key: "0.5 3 + 0.5 8"})
    assert len(entries) == 1 and state["_before_dare"]["generate"] == (dare, {WORDS.key: words})
    for _ in range(2):
        sections._put_back("generate", {WORDS.key: words})
    assert state[WORDS.key] == words
    state["_blind"] = "a test"
    for _ in range(2):
        blind_test.forget()
    assert "_blind" not in state
