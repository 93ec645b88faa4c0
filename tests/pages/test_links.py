"""Links: the good settings are followed, the bad ones told about, and all of them kept from page to page."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementTree

from explainer.ui.contents import page_of
from explainer.ui.sections import bridges
from tests.pages.opening import PAGES, ROOT, app


@pytest.mark.parametrize("page", PAGES)
def test_bad_links_get_sentences_and_keep_the_good_settings(page):
    at = app(page, t="99999", seed="abc", w="nan", sampler="euler", zzz="1", sigma="-3")
    assert not at.exception
    sentences = [w.value for w in at.warning]
    for key in ("t", "seed", "w", "sampler", "zzz", "sigma"):
        assert any(f"{key} = " in s or f"“{key}”" in s for s in sentences), key
    offered, suits = at.selectbox(key="network").options, page_of(page).suggests
    assert at.session_state["network"] == ("digits" if "digits" in offered else suits)


def test_a_good_link_is_followed_without_a_word():
    at = app("add_noise", t="777", seed="42", schedule="linear")
    assert not at.warning
    assert at.slider(key="t").value == 777
    assert at.session_state["schedule"] == "linear"


def test_settings_survive_a_change_of_page():
    at = app("add_noise", t="300")
    at.slider(key="t").set_value(640).run()
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert at.slider(key="t").value == 640


@pytest.mark.parametrize("arriving", ["by a link", "from another page"])
def test_a_run_that_is_cut_short_leaves_the_browser_with_what_was_set(arriving, monkeypatch):
    """A browser is told only once what a control was set to; one that missed it would send back another value."""
    at = app("add_noise", t="640") if arriving == "from another page" else None
    onward, cuts = bridges.onward, []

    def cut_short(page):
        if page == "remove_noise" and not cuts:
            cuts.append(page)
            st.stop()  # as a click does, or news that the browser has for the server
        onward(page)

    monkeypatch.setattr(bridges, "onward", cut_short)
    if at is None:
        at = app("remove_noise", t="640")
    else:
        at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert cuts
    with monkeypatch.context() as browser:  # it has shown nothing of that run
        browser.setattr(ElementTree, "get_widget_states", lambda tree: WidgetStates())
        at.run()
    assert at.slider(key="t").value == 640
    assert at.slider(key="t").proto.set_value
    assert not at.run().slider(key="t").proto.set_value, "once is enough"


def test_what_the_visitor_moved_while_a_page_was_drawn_stays_moved():
    at = app("remove_noise", t="640")
    at.slider(key="t").set_value(310).run()
    assert at.slider(key="t").value == 310
    assert at.session_state["_last_values"]["t"] == 310


def test_each_page_begins_with_its_network_until_one_is_chosen():
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120).run()

    def network_on(page):
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        return at.selectbox(key="network").value

    assert at.selectbox(key="network").value == "photos"
    assert [network_on(p) for p in ("generate", "remove_noise", "how_many_steps", "networks")] == [
        "photos-latent",
        "photos",
        "photos-latent",
        "photos-latent",  # of all networks: the one that was in use
    ]
    at.selectbox(key="network").set_value("digits").run()
    assert [network_on(p) for p in ("generate", "remove_noise")] == ["digits", "digits"]
    assert app("generate", network="photos", steps="1").selectbox(key="network").value == "photos"
