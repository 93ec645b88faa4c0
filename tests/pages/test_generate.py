"""Generate: words, the button, the grid, the settings of a run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer.networks.checkpoints import read_card
from explainer.ui.language import say
from tests.pages.opening import FAST, ROOT, app, errors, film, html, result


def test_an_unknown_word_gives_a_sentence_and_nothing_is_lost():
    at = app("generate", words="3")
    at.text_input(key="words").set_value("xqzwv").run()
    assert not at.exception
    assert any("xqzwv" in m.value for m in at.markdown)
    assert "data:image/png" in html(at)
    # but not as if it were a picture of that
    assert film(at)["old"]
    assert any("not clear yet" in c.value for c in at.caption)
    assert at.button(key="_generate_go").disabled  # nothing to compute before it is clear
    at.text_input(key="words").set_value("0.6*3 + 0.4*8").run()
    assert not errors(at)
    at.button(key="_generate_go").click().run()
    assert not film(at)["old"]


def test_a_sentence_about_the_words_moves_nothing_below_it():
    at = app("generate", words="3")
    before = place_of("expander", at.main)
    at.text_input(key="words").set_value("3 0.5").run()
    assert errors(at)
    # by its place the browser knows “More” for the same: at another it would be closed
    assert place_of("expander", at.main) == before


def place_of(kind, block, place=()) -> tuple[int, ...]:
    """Where the first block of a kind stands: its number among its neighbours, and theirs, from outside in."""
    for i, child in block.children.items():
        if child.type == kind:
            return (*place, i)
        if found := place_of(kind, child, (*place, i)) if hasattr(child, "children") else ():
            return found
    return ()


def test_pictures_say_what_they_are_of_and_when_they_are_not_of_the_new_settings():
    at = app("generate", words="3; 8", pictures="4", seed="40")
    assert film(at)["about"] == ["“3; 8” · network digits · seed 40–43"]
    assert film(at)["labels"] == ["40 3", "41 8", "42 3", "43 8"]
    at.text_input(key="words").set_value("5").run()
    assert film(at)["old"]
    (line,) = film(at)["about"]
    assert "still “3; 8” · network digits · seed 40–43" in line
    at.button(key="_generate_go").click().run()
    assert film(at)["about"] == ["“5” · network digits · seed 40–43"]
    assert film(at)["labels"] == ["40", "41", "42", "43"]


def test_after_a_change_of_network_the_row_of_other_words_says_whose_it_is():
    at = app("generate", words="3", sampler="ddim")
    at.button(key="_others_go").click().run()
    assert any(c.value.endswith("network digits · seed 7") for c in at.caption)
    at.selectbox(key="network").set_value("fashion").run()
    assert not at.exception
    captions = [c.value for c in at.caption]
    assert any("still" in c and "network digits · seed 7" in c for c in captions)
    assert any("Press Show" in c for c in captions)


def test_switching_the_network_brings_words_that_it_knows():
    at = app("generate", words="3")
    at.selectbox(key="network").set_value("photos").run()
    assert not at.exception
    assert not errors(at)
    assert at.text_input(key="words").value == read_card("photos").first_prompt


def test_generate_waits_for_the_button_after_the_first_picture():
    at = app("generate")
    first = result(at)
    at.number_input(key="seed").set_value(123).run()
    assert film(at)["old"]
    assert 'nw-old"' in html(at)  # the strip under it
    assert np.array_equal(result(at), first)
    assert any("settings have changed" in c.value for c in at.caption)
    at.button(key="_generate_go").click().run()
    assert not film(at)["old"]
    assert 'nw-old"' not in html(at)
    assert not np.array_equal(result(at), first)


def test_what_was_computed_before_shows_at_once():
    at = app("generate", seed="902")
    first = result(at)
    at.number_input(key="seed").set_value(903).run()
    assert film(at)["old"]
    at.button(key="_generate_go").click().run()
    assert not np.array_equal(result(at), first)
    at.number_input(key="seed").set_value(902).run()
    assert not film(at)["old"]
    assert np.array_equal(result(at), first)


def test_without_a_push_a_stretch_of_it_changes_nothing():
    asked = {"sampler": "ddim", "words": "7", "w": "0"}
    everywhere, stretch = (
        app("generate", **asked),
        app("generate", **asked, interval=["300", "700"]),
    )
    assert stretch.slider(key="interval").disabled
    assert np.array_equal(result(stretch), result(everywhere))


def test_only_what_the_seed_can_be_set_to_is_made_again():
    at = app("generate", pictures="4", seed="999999", sampler="ddim")
    chooser = next(group for group in at.get("button_group") if group.key == "_seed_chosen")
    assert chooser.options == ["999999"]


def test_one_picture_of_a_grid_can_be_made_again_alone():
    at = app("generate", pictures="4", seed="20", sampler="ddim")
    assert film(at)["labels"] == ["20", "21", "22", "23"]
    next(group for group in at.get("button_group") if group.key == "_seed_chosen").set_value(
        22
    ).run()
    assert at.number_input(key="seed").value == 22
    assert at.selectbox(key="pictures").value == "1"
    assert film(at)["pictures"] == 1
    assert not film(at)["old"]  # it ran at once
    alone = app("generate", pictures="1", seed="22", sampler="ddim")
    assert np.array_equal(result(at), result(alone))
    grid = app("generate", pictures="4", seed="20", sampler="ddim")
    # in float32 to the grey level; in bfloat16 the size of a batch shows in the last bits
    assert np.abs(result(at)[0] - result(grid)[2]).mean() < 2


def test_fresh_noise_and_guidance_interval_reach_the_run():
    plain = app("generate", sampler="ddim", seed="31")
    noisy = app("generate", sampler="ddim", seed="31", eta="0.8")
    assert np.abs(result(plain) - result(noisy)).max() > 20
    assert noisy.session_state["_generate"][0].settings.eta == 0.8
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key, value in {**FAST, "interval": ["300", "700"]}.items():
        at.query_params[key] = value
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert not at.warning
    settings = at.session_state["_generate"][0].settings
    assert settings.interval == (300, 700)
    assert settings.eta == 0.0  # ddpm has none
    assert at.session_state["_generate"][0].film.calls < 8


def test_one_noise_with_other_words():
    at = app("generate", words="3")
    at.button(key="_others_go").click().run()
    assert not at.exception
    assert not errors(at)
    words = [w for w in "0123456789" if f"</b> {w}</figcaption>" in html(at)]
    assert len(words) == 6
    assert "3" in words


def test_a_result_and_its_pictures_are_named_in_the_language_of_the_page():
    at = app("generate", network="photos", words="tulip; rose", lang="de", pictures="4")
    player = film(at)
    assert player["labels"][0].endswith(" Tulpe") and player["labels"][1].endswith(" Rose")
    assert player["about"][0].startswith("„Tulpe; Rose“")


def test_the_strips_are_folded_below_what_to_look_for():
    at = app("generate", words="3")
    shown = [e.label for e in at.main.expander if "**" in e.label][1:]  # after the question
    assert shown == [f"**{say(key)}**" for key in ("film.heading", "generate.others")]
    (strip,) = [e for e in at.main.expander if e.label == shown[0]]
    assert "nw-film" in " ".join(h.body for h in strip.get("html"))


@pytest.mark.parametrize(("w", "ours", "others"), [("2.5", "2.5", "+ 1.5"), ("0", "0", "- 1")])
def test_guidance_is_written_with_todays_w_both_ways_to_count(w, ours, others):
    at = app("generate", words="3", w=w)
    plain = [re.sub(r"\\textcolor\{[^}]*\}|[{}\\,;]", "", f.value).strip("$\n") for f in at.latex]
    symbols, ours_now, others_now = (text.replace("varepsilon", "ε") for text in plain)
    assert symbols == "hatε = ε_u + w(ε_c - ε_u)"
    assert ours_now == f"hatε = ε_u + {ours}(ε_c - ε_u)"
    assert others_now == f"hatε = ε_c {others}(ε_c - ε_u)"
    (note,) = [c.value for c in at.caption if "Other papers count" in c.value]
    assert f"Here w = {ours}." in note
    assert f"w' = {others.replace('+ ', '').replace('- ', '−')}, in the lower line" in note
    for symbol in (r"\varepsilon_c", r"\varepsilon_u"):
        assert symbol in note
