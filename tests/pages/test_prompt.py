"""The prompt: chips, a miss, other languages, what is left out, other networks."""

from __future__ import annotations

import pytest

from explainer.networks.checkpoints import available, read_card
from explainer.networks.names import name_of
from explainer.ui.controls.table import WORDS
from explainer.ui.sections import prompt
from tests.pages.opening import app, errors, film

PAGES = ("generate", "how_many_steps", "added_noise")


def chips(at, key="_chip"):
    return next((group for group in at.get("button_group") if group.key == key), None)


def labels(group):
    return [option.content for option in group.proto.options]


def field(at):
    return at.text_input(key="words")


def typed(text, **parameters):
    at = app("generate", **{"words": "3", **parameters})
    field(at).set_value(text).run()
    assert not at.exception
    return at


def captions(at):
    return " ".join(caption.value for caption in at.caption)


@pytest.mark.parametrize("page", PAGES)
def test_six_words_are_offered_and_a_click_fills_the_field(page):
    at = app(page)
    assert len(labels(chips(at))) == 6
    chips(at).set_value("5").run()
    assert not at.exception and not errors(at)
    assert field(at).value == "5"
    assert chips(at).value == "5"


def test_chips_and_the_list_are_in_the_language_of_the_page_and_links_in_english():
    at = app("generate", network="fashion", words="bag", lang="de")
    expected = [name_of(chip, "de") for chip in prompt.chips(read_card("fashion"))]
    assert [label.replace("\\", "") for label in labels(chips(at))] == expected
    assert "Turnschuh, " in captions(at) or ", Turnschuh" in captions(at)
    chips(at).set_value("Stiefel").run()
    assert field(at).value == "Stiefel"
    assert WORDS.in_link("0,5 Stiefel + Tasche", "fashion") == ["0.5 boot + bag"]


@pytest.mark.parametrize("network", available())
def test_what_a_network_is_asked_for_first_has_a_name(network):
    offered = prompt.chips(read_card(network))
    for language in ("de", "zh"):
        translated = [name_of(chip, language) for chip in offered if not chip.isdigit()]
        assert not {*translated} & {*offered}


def test_a_lesson_that_holds_the_words_offers_none():
    assert chips(app("generate", lock="words")) is None


@pytest.mark.parametrize("page", PAGES)
def test_a_miss_costs_one_line_and_nothing_is_computed(page):
    at = app(page, network="fashion", words="bag")
    runs = at.session_state[f"_{page}"]
    field(at).set_value("scarf").run()
    assert not at.exception and not errors(at)
    near = chips(at, "_near_word")
    assert "does not know “scarf”" in near.proto.label
    assert chips(at) is None
    assert at.button(key=f"_{page}_go").disabled
    assert at.session_state[f"_{page}"] is runs
    assert film(at)["old"]
    near.set_value("dress").run()
    assert not at.button(key=f"_{page}_go").disabled


def test_a_near_word_takes_the_place_of_the_miss_alone():
    at = typed("0.5 bag + 0.5 scarf", network="fashion", words="bag")
    chips(at, "_near_word").set_value("dress").run()
    assert field(at).value == "0.5 bag + 0.5 dress"
    assert at.session_state["_generate"][0].settings.words == "bag"  # until the button is pressed


def test_a_link_to_a_word_that_is_not_known_computes_nothing():
    at = app("generate", network="fashion", words="zebra", seed="4711")
    assert not at.exception
    assert "_generate" not in at.session_state
    assert at.button(key="_generate_go").disabled


def test_another_network_that_knows_the_word_is_one_click_away():
    at = typed("hero", network="digits")
    elsewhere = at.button(key="_elsewhere")
    assert elsewhere.label == "sprites knows hero: switch"
    elsewhere.click().run()
    assert at.session_state["network"] == "sprites"
    assert field(at).value == "hero"
    assert not at.button(key="_generate_go").disabled


def test_a_digit_leads_to_the_network_of_digits():
    at = typed("3", network="sprites", words="hero")
    assert any("needs a word" in e for e in errors(at))
    assert at.button(key="_elsewhere").label == "digits knows 3: switch"


def test_what_is_typed_is_written_as_links_write_it():
    at = typed("0,5 Drei + 0,5 acht")
    assert field(at).value == "0.5 3 + 0.5 8"
    assert "Left out" not in captions(at)


def test_small_words_are_left_out_aloud():
    at = typed("the 3 on a 5")
    assert field(at).value == "3 5"
    assert "Left out, as they draw nothing: the, on, a." in captions(at)
    field(at).set_value("4").run()
    assert "Left out" not in captions(at)


def test_what_was_read_is_written_in_the_language_of_the_page():
    at = typed("bag + Kleid", network="fashion", words="bag", lang="de")
    assert field(at).value == "Tasche Kleid"
    assert "Gelesen als" not in captions(at)


def test_what_a_link_says_in_a_way_of_its_own_stays_and_what_was_read_is_told():
    at = app("generate", network="fashion", words="Kleid + bag", lang="de")
    assert field(at).value == "Kleid + bag"
    assert "Gelesen als: Kleid Tasche" in captions(at)


def test_words_that_the_next_network_knows_stay():
    at = typed("Hemd", network="fashion", words="bag")
    at.selectbox(key="network").set_value("photos").run()
    assert field(at).value == "shirt"
    at.selectbox(key="network").set_value("digits").run()
    assert field(at).value == read_card("digits").first_prompt
    assert not at.exception and not errors(at)


def test_the_field_speaks_the_language_of_the_page_and_the_link_the_network_s():
    at = app("generate", network="fashion", words="0.5 boot + 0.5 bag", lang="de")
    assert field(at).value == "0,5 Stiefel + 0,5 Tasche"
    assert at.session_state["_last_values"]["words"] == "0.5 boot + 0.5 bag"
    at.selectbox(key="lang").set_value("en").run()
    assert field(at).value == "0.5 boot + 0.5 bag"
    assert not errors(at)
