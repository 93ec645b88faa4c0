"""Lesson links: what they take away and freeze holds, whatever the page sends."""

from __future__ import annotations

from tests.pages.opening import ROOT, address, app, errors, html

LESSON = {"hide": "w,upload", "lock": "seed", "w": "3.5", "seed": "42"}


def labels(at):
    widgets = [*at.slider, *at.number_input, *at.selectbox, *at.text_input, *at.toggle]
    return {w.label: w for w in widgets}


def test_a_lesson_link_takes_controls_away_and_freezes_others():
    at = app("generate", **LESSON)
    shown = labels(at)
    assert "Guidance scale w" not in shown and not at.file_uploader
    assert shown["Seed"].disabled and shown["Seed"].value == 42
    assert not shown["Inference steps"].disabled
    assert not at.warning and not errors(at)
    (run,) = at.session_state["_generate"]
    assert run.settings.w == 3.5 and run.settings.seeds == (42,)


def test_a_lesson_cannot_be_widened_from_the_page():
    at = app("generate", **LESSON)
    at.session_state["w"], at.session_state["seed"] = 8.0, 7  # what a forged form would send
    del at.query_params["hide"], at.query_params["lock"]
    at.query_params["w"] = "1"
    at.run()
    (run,) = at.session_state["_generate"]
    assert run.settings.w == 3.5 and run.settings.seeds == (42,)
    assert "Guidance scale w" not in labels(at)
    assert address(at)["hide"] == ["upload,w"] and address(at)["w"] == ["3.5"]


def test_what_a_lesson_locks_without_a_value_no_screen_of_others_moves():
    """A call or a post leads the visitor to a link as the browser's history would."""
    at = app("generate", lock="w,network", network=None, w=None)
    before, network = labels(at)["Guidance scale w"].value, at.session_state["network"]
    other = next(name for name in at.selectbox(key="_locked_network").options if name != network)
    for told in ({"w": ["7"], "seed": ["3"]}, {"network": [other], "w": ["7"], "seed": ["5"]}):
        at.session_state["_link"] = told, True, None
        at.run()
        shown = labels(at)
        assert shown["Guidance scale w"].value == before
        assert "w" not in at.session_state, "it still says what it begins with"
        assert at.session_state["network"] == network
        assert shown["Seed"].value == int(told["seed"][0]), "what is free moves"


def test_a_lesson_holds_on_every_page_and_a_hidden_network_stays_the_one_of_the_link():
    at = app("add_noise", hide="network,t", t="250", network="digits")
    assert "Network" not in labels(at)
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert "Network" not in labels(at)
    assert at.session_state["_generate"][0].settings.network == "digits"


def test_a_link_that_hides_what_no_page_has_says_so():
    at = app("generate", hide="w,nonsense")
    assert any("nonsense" in w.value for w in at.warning)
    assert "Guidance scale w" not in labels(at)


def test_the_lesson_builder_takes_the_settings_from_the_page():
    at = app("generate", w="3.5", steps="4", words="5")
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    at.multiselect[0].set_value(["seed"]).run()
    link = at.code[0].value
    assert "/generate?" in link and "w=3.5" in link and "steps=4" in link and "words=5" in link
    assert "hidden" in html(at) and "Guidance scale w" in html(
        at
    )  # the preview says what becomes of each
    hidden = link.split("hide=")[1].split("&")[0]
    assert "seed" not in hidden and "words" in hidden and "upload" in hidden
    assert not errors(at)


def test_the_builder_tells_values_in_the_language_of_the_page():
    chosen = {"words": "0.5 rose + 0.5 tulip", "w": "3.5", "sample": "daisies", "steps_b": "2"}
    at = app("how_many_steps", network="photos", lang="de", steps_a="1", **chosen)
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    found = html(at)
    assert "0,5 Rose + 0,5 Tulpe, lässt sich ändern" in found
    assert all(f": {value}, lässt" in found for value in ("3,5", "an", "Gänseblümchen"))
    assert "words=0.5+rose" in at.code[0].value  # the link says what it always did


def test_the_builder_says_which_network_the_page_begins_with_where_it_is_not_the_one_in_sight():
    at = app("share", network="sprites")
    at.selectbox(key="_lesson_page").set_value("generate").run()
    chosen = " ".join(c.value for c in at.caption)
    assert "network=sprites" in at.code[0].value and "begins with the network" not in chosen
    at = app("share", network=None)
    at.selectbox(key="_lesson_page").set_value("generate").run()
    here, linked = at.session_state["network"], at.code[0].value.split("network=")[1].split("&")[0]
    assert here != linked
    said = " ".join(c.value for c in at.caption)
    assert f"begins with the network {linked}" in said and f"not with {here}" in said
